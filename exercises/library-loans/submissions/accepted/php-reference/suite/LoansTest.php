<?php

declare(strict_types=1);

use PHPUnit\Framework\Attributes\TestWith;
use PHPUnit\Framework\TestCase;
use Suite\Answer;
use Suite\Library;

final class LoansTest extends TestCase
{
    private static function add(array $fields = []): array
    {
        return Library::send('POST', '/books', ['title' => 'Emma', 'author' => 'Jane Austen', ...$fields])->body();
    }

    private static function lend(array $book, array $fields = [], array $headers = []): Answer
    {
        return Library::send('POST', '/loans', ['book' => $book['id'], 'member' => 'ada', ...$fields], $headers);
    }

    private static function available(array $book): int
    {
        return Library::send('GET', "/books/{$book['id']}")->body()['available'];
    }

    private static function fine(string $member, string $day): int
    {
        return Library::send('GET', "/members/$member/fine?on=$day")->body()['cents'];
    }

    public function testALoanTakesACopyAndAReturnGivesItBackOnce(): void
    {
        $book = self::add(['copies' => 2]);
        $lent = self::lend($book);
        $loan = $lent->body();
        self::assertSame(201, $lent->status);
        self::assertStringEndsWith("/loans/{$loan['id']}", $lent->headers['location']);
        self::assertNull($loan['returnedAt']);
        self::assertSame(1, self::available($book));
        $returned = Library::send('POST', "/loans/{$loan['id']}/return");
        self::assertSame(200, $returned->status);
        self::assertNotNull($returned->body()['returnedAt']);
        self::assertSame($returned->body(), Library::send('POST', "/loans/{$loan['id']}/return")->body());
        self::assertSame(2, self::available($book));
    }

    public function testTheLastCopyIsLentOnceWhoeverAsksAtTheSameMoment(): void
    {
        $book = self::add();
        $answers = Library::sendTogether(6, 'POST', '/loans', ['book' => $book['id'], 'member' => 'ada']);
        $statuses = array_column($answers, 'status');
        sort($statuses);
        self::assertSame([201, 409, 409, 409, 409, 409], $statuses);
        self::assertSame(0, self::available($book));
    }

    public function testAKeyMakesOneLoan(): void
    {
        $book = self::add(['copies' => 3]);
        $first = self::lend($book, headers: ['Idempotency-Key: one'])->body();
        self::assertSame($first, self::lend($book, headers: ['Idempotency-Key: one'])->body());
        self::assertSame(2, self::available($book));
    }

    public function testABookThatIsLentStaysWithAsManyCopies(): void
    {
        $book = self::add(['copies' => 2]);
        self::lend($book);
        self::lend($book);
        self::assertSame(409, Library::send('DELETE', "/books/{$book['id']}")->status);
        self::assertSame(409, Library::send('PATCH', "/books/{$book['id']}", ['copies' => 1])->status);
        self::assertSame(200, Library::send('GET', "/books/{$book['id']}")->status);
    }

    #[TestWith(['2028-02-27T10:00:00Z', 3, '2028-03-01'])]
    #[TestWith(['2026-03-01T23:30:00-05:00', 1, '2026-03-03'])]
    #[TestWith(['2026-03-02T00:30:00+02:00', 1, '2026-03-02'])]
    public function testALoanIsDueOnADayInUtc(string $borrowedAt, int $days, string $dueOn): void
    {
        $loan = self::lend(self::add(), ['borrowedAt' => $borrowedAt, 'days' => $days])->body();
        self::assertSame((new DateTimeImmutable($borrowedAt))->getTimestamp(), (new DateTimeImmutable($loan['borrowedAt']))->getTimestamp());
        self::assertSame($dueOn, $loan['dueOn']);
    }

    #[TestWith([['days' => 0]])]
    #[TestWith([['days' => 61]])]
    #[TestWith([['member' => ' ']])]
    #[TestWith([['borrowedAt' => 'yesterday']])]
    public function testALoanThatCannotBeMadeIsRefused(array $fields): void
    {
        self::assertSame(400, self::lend(self::add(), $fields)->status);
    }

    public function testABookThatIsNotThereIsNotLent(): void
    {
        self::assertSame(404, self::lend(['id' => 999_999])->status);
    }

    public function testTheLoansOfAMemberComeWithTheLatestFirst(): void
    {
        $book = self::add(['copies' => 3]);
        foreach (['02', '03', '01'] as $day) {
            self::lend($book, ['member' => 'lister', 'borrowedAt' => "2026-01-{$day}T00:00:00Z"]);
        }
        $loans = Library::send('GET', '/loans?member=lister')->body()['items'];
        $days = array_map(fn (array $loan): string => substr($loan['borrowedAt'], 0, 10), $loans);
        self::assertSame(['2026-01-03', '2026-01-02', '2026-01-01'], $days);
    }

    public function testAFineGrowsFromTheDayAfterTheDueDayHoweverFar(): void
    {
        $fields = ['member' => 'late', 'borrowedAt' => '2026-01-01T12:00:00Z', 'days' => 14];
        $loan = self::lend(self::add(['dailyFine' => 10_000]), $fields)->body();
        self::assertSame('2026-01-15', $loan['dueOn']);
        self::assertSame(0, self::fine('late', '2026-01-15'));
        self::assertSame(20_000, self::fine('late', '2026-01-17'));
        $days = (new DateTimeImmutable('2026-01-15'))->diff(new DateTimeImmutable('9999-12-31'))->days;
        self::assertSame($days * 10_000, self::fine('late', '9999-12-31'));
        Library::send('POST', "/loans/{$loan['id']}/return");
        self::assertSame(0, self::fine('late', '9999-12-31'));
    }
}
