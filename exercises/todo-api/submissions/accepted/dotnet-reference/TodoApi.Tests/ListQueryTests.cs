using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace TodoApi.Tests;

public class ListQueryTests
{
    private static ListQuery Read(string query) => ListQuery.Read(new QueryCollection(QueryHelpers.ParseQuery(query)));

    [Fact]
    public void WithoutParametersThereAreTwentyToAPageFromTheFirstOn() => Assert.Equal(new ListQuery(20, 0, null, null), Read(""));

    [Fact]
    public void EveryParameterIsRead() => Assert.Equal(new ListQuery(5, 0, true, "milk"), Read("?limit=5&done=true&search=milk"));

    [Fact]
    public void ACursorComesBackAsItWasGivenOut() => Assert.Equal(17, Read($"?cursor={ListQuery.WriteCursor(17)}").After);

    [Theory]
    [InlineData("?limit=0")]
    [InlineData("?limit=101")]
    [InlineData("?limit=+5")]
    [InlineData("?limit=5&limit=6")]
    [InlineData("?done=yes")]
    [InlineData("?cursor=17")]
    [InlineData("?search=%00")]
    public void WhatIsNotValidIsRefused(string query) => Assert.Equal(400, Assert.Throws<Problem>(() => Read(query)).Status);
}
