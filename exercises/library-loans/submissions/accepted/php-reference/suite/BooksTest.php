<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use Suite\Library;

final class BooksTest extends TestCase
{
    private const array EMMA = ['title' => 'Emma', 'author' => 'Jane Austen'];

    private static function add(array $fields): array
    {
        return Library::send('POST', '/books', [...self::EMMA, ...$fields])->body();
    }

    /** @return list<string> */
    private static function titles(string $query): array
    {
        return array_column(Library::send('GET', "/books?$query")->body()['items'], 'title');
    }

    public function testANewBookHasAStatusAnAddressAndDefaults(): void
    {
        $added = Library::send('POST', '/books', ['title' => ' Persuasion ', 'author' => 'Jane Austen']);
        $book = $added->body();
        $expected = ['title' => 'Persuasion', 'author' => 'Jane Austen', 'copies' => 1, 'dailyFine' => 25, 'available' => 1];
        self::assertSame(201, $added->status);
        self::assertStringEndsWith("/books/{$book['id']}", $added->headers['location']);
        self::assertEquals(['id' => $book['id'], ...$expected], $book);
        self::assertSame($book, Library::send('GET', "/books/{$book['id']}")->body());
    }

    #[TestWith([['title' => '   ']])]
    #[TestWith([['title' => '']])]
    #[TestWith([['title' => 7]])]
    #[TestWith([['author' => ' ']])]
    #[TestWith([['copies' => 0]])]
    #[TestWith([['copies' => 1001]])]
    #[TestWith([['copies' => 1.5]])]
    #[TestWith([['dailyFine' => -1]])]
    #[TestWith([['dailyFine' => 10_001]])]
    public function testABookThatBreaksARuleIsRefused(array $fields): void
    {
        self::assertSame(400, Library::send('POST', '/books', [...self::EMMA, ...$fields])->status);
    }

    public function testATitleHasTwoHundredCharacters(): void
    {
        self::assertSame(201, Library::send('POST', '/books', [...self::EMMA, 'title' => str_repeat('x', 200)])->status);
        self::assertSame(400, Library::send('POST', '/books', [...self::EMMA, 'title' => str_repeat('x', 201)])->status);
    }

    public function testAListIsCutIntoPagesByTitleWhateverItsCase(): void
    {
        foreach (['delta', 'Bravo', 'alpha', 'Echo', 'charlie'] as $title) {
            self::add(['title' => $title, 'author' => 'Author of Pages']);
        }
        $query = http_build_query(['author' => 'AUTHOR OF PAGES', 'perPage' => 2]);
        self::assertSame(['alpha', 'Bravo'], self::titles($query));
        self::assertSame(['charlie', 'delta'], self::titles("$query&page=2"));
        self::assertSame(['Echo'], self::titles("$query&page=3"));
        $page = Library::send('GET', "/books?$query")->body();
        self::assertSame([1, 3, 5], [$page['page'], $page['pages'], $page['total']]);
    }

    #[TestWith(['perPage=51', 400])]
    #[TestWith(['perPage=50', 200])]
    #[TestWith(['perPage=0', 400])]
    #[TestWith(['perPage=x', 400])]
    #[TestWith(['page=0', 400])]
    public function testAPageHasOneToFiftyBooks(string $query, int $status): void
    {
        self::assertSame($status, Library::send('GET', "/books?$query")->status);
    }

    public function testAChangeLeavesWhatItDoesNotName(): void
    {
        $book = self::add(['copies' => 3, 'dailyFine' => 90]);
        $changed = Library::send('PATCH', "/books/{$book['id']}", ['title' => 'Sanditon']);
        self::assertSame(200, $changed->status);
        self::assertEquals([...$book, 'title' => 'Sanditon'], $changed->body());
        self::assertSame(2, Library::send('PATCH', "/books/{$book['id']}", ['copies' => 2])->body()['available']);
    }

    public function testARemovedBookIsGoneEverywhere(): void
    {
        $path = '/books/' . self::add(['author' => 'Removed'])['id'];
        self::assertSame(204, Library::send('DELETE', $path)->status);
        self::assertSame(404, Library::send('GET', $path)->status);
        self::assertSame(404, Library::send('DELETE', $path)->status);
        self::assertSame([], self::titles('author=Removed'));
    }

    public function testACardShowsATitleAndNeverRunsIt(): void
    {
        $book = self::add(['title' => '<b>"Tom" & \'Jerry\'</b>', 'author' => '<i>']);
        $card = Library::send('GET', "/books/{$book['id']}/card");
        self::assertStringStartsWith('text/html', $card->headers['content-type']);
        self::assertDoesNotMatchRegularExpression('/<[bi]>/', $card->text);
        self::assertStringContainsString('&lt;b&gt;', $card->text);
    }
}
