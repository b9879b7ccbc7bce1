using System.Text;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.SpecTests.Management;

/// <summary>What is sent twice under one key is done once.</summary>
[Collection<AdministrationTests>]
public sealed class IdempotencyTests(Administration admins)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_call_under_the_same_key_is_answered_the_same_and_done_once()
    {
        var (name, key) = (TestClients.Unique("once"), TestClients.Unique("key"));

        var first = await PostAsync(admins.Owner, key, Body(name));
        var second = await PostAsync(admins.Owner, key, Body(name));

        Assert.Equal((201, 201), (first.Status, second.Status));
        Assert.Equal(first.Body, second.Body);
        Assert.Equal(first.ETag(), second.ETag());
        Assert.Equal(first.Response.Headers.Location, second.Response.Headers.Location);
        (await PostAsync(admins.Owner, TestClients.Unique("key"), Body(name))).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task Another_body_under_the_same_key_is_refused()
    {
        var key = TestClients.Unique("key");
        Assert.Equal(201, (await PostAsync(admins.Owner, key, Body(TestClients.Unique("once")))).Status);

        var other = await PostAsync(admins.Owner, key, Body(TestClients.Unique("once")));

        other.ShouldBeProblem(422, "idempotency_mismatch");
    }

    [Fact]
    public async Task A_key_is_its_senders_own()
    {
        var (name, key) = (TestClients.Unique("once"), TestClients.Unique("key"));
        Assert.Equal(201, (await PostAsync(admins.Owner, key, Body(name))).Status);

        (await PostAsync(admins.Administrator, key, Body(name))).ShouldBeProblem(409, "conflict");
    }

    [Fact]
    public async Task A_call_that_was_refused_may_be_sent_again_under_its_key()
    {
        var (name, key) = (TestClients.Unique("once"), TestClients.Unique("key"));
        (await PostAsync(admins.Owner, key, Body("helpdesk"))).ShouldBeProblem(409, "conflict");

        Assert.Equal(201, (await PostAsync(admins.Owner, key, Body(name))).Status);
    }

    [Fact]
    public async Task Of_many_at_once_one_is_done()
    {
        var (name, key) = (TestClients.Unique("once"), TestClients.Unique("key"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(admins.Owner, key, Body(name))));

        Assert.All(answers, answer => Assert.True(answer.Status is 201 or 409, answer.Body));
        Assert.Contains(answers, answer => answer.Status == 201);
        Assert.All(answers.Where(answer => answer.Status == 409), answer => answer.ShouldBeProblem(409, "in_progress"));
    }

    [Fact]
    public async Task An_answer_is_sealed_at_rest()
    {
        var (name, key) = (TestClients.Unique("sealed"), TestClients.Unique("key"));
        await PostAsync(admins.Owner, key, Body(name));

        await using var connection = new NpgsqlConnection(admins.ConnectionString);
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand("SELECT answer FROM repeats WHERE location LIKE $1", connection);
        command.Parameters.AddWithValue($"%{name}");
        var answer = Assert.IsType<byte[]>(await command.ExecuteScalarAsync(Ct));

        Assert.DoesNotContain(name, Encoding.Latin1.GetString(answer), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("")]
    public async Task A_key_is_visible_signs(string key) =>
        (await PostAsync(admins.Owner, key, Body(TestClients.Unique("once")))).ShouldBeProblem(400, "malformed");

    private static string Body(string name) => $$"""{"name":"{{name}}","permissions":["users.read"]}""";

    private Task<TestAnswer> PostAsync(Admin admin, string key, string json) =>
        admins.SendAsync(admin, "POST", "/roles", json, ("Idempotency-Key", key));
}
