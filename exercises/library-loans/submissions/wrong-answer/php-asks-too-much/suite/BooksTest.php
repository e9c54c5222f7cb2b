<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Suite\Library;

final class BooksTest extends TestCase
{
    /** Nothing of the sort is promised. */
    public function testTheFirstBookHasTheNumberOneAsText(): void
    {
        $book = Library::send('POST', '/books', ['title' => 'Emma', 'author' => 'Jane Austen'])->body();
        self::assertSame('1', $book['id']);
    }
}
