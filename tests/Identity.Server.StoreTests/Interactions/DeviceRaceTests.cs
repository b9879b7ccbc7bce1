using Identity.Server.Interactions.Devices;
using Identity.Server.Sessions;
using Identity.Server.Users;
using Identity.Tests;

namespace Identity.Server.StoreTests.Interactions;

/// <summary>A device code that is fetched, asked about and decided upon a hundred times at the same moment, on two nodes.</summary>
public sealed class DeviceRaceTests(Nodes nodes) : IClassFixture<Nodes>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task One_fetches_what_was_allowed()
    {
        for (var round = 0; round < 10; round++)
        {
            var (begun, session) = (await BeginAsync(), await SessionAsync());
            Assert.True(await Approvals(0).ApproveAsync(await FindAsync(begun), session, Ct));

            var fetched = await RaceAsync(use => On(use).RedeemAsync(begun.DeviceCode, "tv", Ct));

            Assert.Single(fetched, one => one is not null);
            Assert.IsType<DevicePoll.Unknown>(await On(0).AskAsync(begun.DeviceCode, "tv", Ct));
        }
    }

    [Fact, Spec("RFC 8628 §3.3")]
    public async Task Of_yes_and_no_one_counts()
    {
        for (var round = 0; round < 10; round++)
        {
            var (begun, session) = (await BeginAsync(), await SessionAsync());
            var device = await FindAsync(begun);

            var decided = await RaceAsync(use =>
                use % 4 < 2 ? Approvals(use).ApproveAsync(device, session, Ct) : Approvals(use).RefuseAsync(device, Ct)
            );

            var winner = Array.FindIndex(decided, done => done);
            Assert.Single(decided, done => done);
            var poll = await On(0).AskAsync(begun.DeviceCode, "tv", Ct);
            Assert.Equal(winner % 4 < 2, poll is DevicePoll.Approved);
            Assert.Equal(winner % 4 >= 2, poll is DevicePoll.Denied);
        }
    }

    [Fact, Spec("RFC 8628 §3.5")]
    public async Task Each_of_many_questions_at_once_adds_to_the_wait()
    {
        var begun = await BeginAsync();

        var polls = await RaceAsync(use => On(use).AskAsync(begun.DeviceCode, "tv", Ct));

        Assert.Single(polls, poll => poll is DevicePoll.Waiting);
        Assert.Equal(99, polls.Count(poll => poll is DevicePoll.TooSoon));
        var interval = await Sql.AskAsync<int>(
            nodes.ConnectionString,
            $"SELECT interval FROM device_authorizations WHERE user_code = '{begun.UserCode.Plain}'"
        );
        Assert.Equal(5 + (99 * 5), interval);
    }

    private static Task<T[]> RaceAsync<T>(Func<int, Task<T>> use) =>
        Task.WhenAll(Enumerable.Range(0, 100).Select(number => Task.Run(() => use(number))));

    private TestServer Node(int use) => use % 2 == 0 ? nodes.A : nodes.B;

    private DeviceAuthorizations On(int use) => Node(use).Get<DeviceAuthorizations>();

    private DeviceApprovals Approvals(int use) => Node(use).Get<DeviceApprovals>();

    private Task<BegunDevice> BeginAsync() =>
        On(0).BeginAsync(new DeviceWish("tv", ["openid"], Resources: [], "127.0.0.1"), Ct);

    private async Task<WaitingDevice> FindAsync(BegunDevice begun) =>
        (await Approvals(0).FindAsync(begun.UserCode, Ct))!;

    private async Task<Session> SessionAsync()
    {
        var email = await nodes.A.AddUserAsync();
        var person = await nodes.A.Get<People>().FindActiveAsync(email, Ct);
        return (await nodes.A.Get<BrowserSessions>().StartAsync(person!, "Firefox", ["pwd"], Ct)).Session;
    }
}
