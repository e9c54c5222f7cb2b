<?php

declare(strict_types=1);

use Orders\Fields;
use Orders\Problem;
use PHPUnit\Framework\TestCase;

final class FieldsTest extends TestCase
{
    public function testNamesEveryFieldAtFault(): void
    {
        try {
            Fields::read((object) ['name' => ' ', 'colour' => 'red'], ['name' => Fields::text(5), 'stock' => Fields::integer(0, 9)], ['stock']);
            self::fail('nothing was thrown');
        } catch (Problem $problem) {
            self::assertSame(['stock', 'name', 'colour'], array_keys($problem->faults));
        }
    }

    public function testTakesIntegersOnly(): void
    {
        $check = Fields::integer(1, 3);
        self::assertNull($check(3));
        foreach ([0, 4, 1.0, '2', true, null] as $value) {
            self::assertNotNull($check($value));
        }
    }
}
