<?php

header('Content-Type: application/json');
echo json_encode(['items' => [], 'next' => null]);
