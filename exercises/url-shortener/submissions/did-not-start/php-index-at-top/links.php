<?php

function readLinks(): array
{
    $file = '/data/links.json';
    return is_file($file) ? json_decode(file_get_contents($file), true) : [];
}
