<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use Todo\Problem;
use Todo\TodoBody;

final class TodoBodyTest extends TestCase
{
    public function testKeepsTextAsItCame(): void
    {
        $fields = TodoBody::readNew((object) ['title' => ' 牛乳 <b> ', 'dueOn' => '2032-02-29']);
        self::assertSame(['title' => ' 牛乳 <b> ', 'dueOn' => '2032-02-29'], $fields);
    }

    public function testNamesEveryFieldAtFault(): void
    {
        try {
            TodoBody::readNew((object) ['done' => 'no', 'dueOn' => '2031-02-29', 'colour' => 'red']);
            self::fail('nothing was thrown');
        } catch (Problem $problem) {
            self::assertSame(['title', 'done', 'dueOn', 'colour'], array_keys($problem->faults));
        }
    }

    #[TestWith([0])]
    #[TestWith([1441])]
    #[TestWith([1.5])]
    #[TestWith(['10'])]
    #[TestWith([null])]
    public function testRefusesMinutes(mixed $minutes): void
    {
        $this->expectException(Problem::class);
        TodoBody::readMinutes((object) ['minutes' => $minutes]);
    }
}
