<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class PrintingTest extends TestCase
{
    public function testPrints(): void
    {
        for (;;) {
            fwrite(STDERR, str_repeat('.', 65_536));
        }
    }
}
