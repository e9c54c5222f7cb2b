<?php

declare(strict_types=1);

use PHPUnit\Framework\TestCase;
use Suite\Library;

final class BooksTest extends TestCase
{
    public function testABookThatWasAddedCanBeRead(): void
    {
        $book = Library::send('POST', '/books', ['title' => 'Emma', 'author' => 'Jane Austen'])->body();
        $found = Library::send('GET', "/books/{$book['id']}");
        self::assertSame(200, $found->status);
        self::assertSame('Emma', $found->body()['title']);
    }
}
