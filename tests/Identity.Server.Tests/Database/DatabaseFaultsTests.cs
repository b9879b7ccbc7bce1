using System.Net.Sockets;
using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Identity.Server.Tests.Database;

public sealed class DatabaseFaultsTests
{
    [Theory]
    [InlineData("08006")]
    [InlineData("08P01")]
    [InlineData("40P01")]
    [InlineData("53300")]
    [InlineData("57014")]
    [InlineData("57P01")]
    [InlineData("57P03")]
    [InlineData("25006")]
    public void A_server_that_cannot_answer_now_is_away(string state) =>
        Assert.True(DatabaseFaults.IsAway(State(state)));

    [Theory]
    [InlineData("23505")]
    [InlineData("23514")]
    [InlineData("22021")]
    [InlineData("25001")]
    [InlineData("42601")]
    [InlineData("42P01")]
    [InlineData("XX000")]
    public void A_statement_that_is_wrong_is_wrong_again_the_next_time(string state) =>
        Assert.False(DatabaseFaults.IsAway(State(state)));

    [Fact]
    public void A_connection_that_cannot_be_made_is_away()
    {
        Assert.True(DatabaseFaults.IsAway(new SocketException((int)SocketError.ConnectionRefused)));
        Assert.True(DatabaseFaults.IsAway(new TimeoutException()));
        Assert.True(DatabaseFaults.IsAway(new NpgsqlException("broken", new IOException())));
        Assert.True(DatabaseFaults.IsAway(new NpgsqlException("no connection is free", new TimeoutException())));
    }

    [Fact]
    public void The_reason_is_found_under_what_was_wrapped_around_it()
    {
        Assert.True(DatabaseFaults.IsAway(new DbUpdateException("not saved", State("57P01"))));
        Assert.True(
            DatabaseFaults.IsAway(
                new InvalidOperationException("x", new DbUpdateException("y", new TimeoutException()))
            )
        );
        Assert.False(DatabaseFaults.IsAway(new DbUpdateException("not saved", State("23505"))));
    }

    [Fact]
    public void A_fault_of_our_own_is_not_the_database()
    {
        Assert.False(DatabaseFaults.IsAway(null));
        Assert.False(DatabaseFaults.IsAway(new InvalidOperationException()));
        Assert.False(DatabaseFaults.IsAway(new NpgsqlException("used wrongly")));
    }

    private static PostgresException State(string state) => new("refused", "ERROR", "ERROR", state);
}
