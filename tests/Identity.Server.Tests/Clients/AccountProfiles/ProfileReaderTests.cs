using System.Text;
using System.Text.Json.Nodes;
using Identity.Server.Clients.AccountProfiles;
using Identity.Server.Tests.House;
using Identity.Tests;

namespace Identity.Server.Tests.Clients.AccountProfiles;

/// <summary>Documents of profiles, each a good one with one thing spoilt.</summary>
public sealed class ProfileReaderTests
{
    private readonly JsonNode _document = JsonNode.Parse(Sample("issue-tracker"))!;

    [Theory]
    [InlineData("agentcaller", 3)]
    [InlineData("issue-tracker", 8)]
    [InlineData("todo", 4)]
    [InlineData("signup", 3)]
    public void Each_sample_is_good(string name, int routes)
    {
        var (profile, problems) = ProfileReader.Read(Sample(name));

        Assert.Empty(problems);
        Assert.Equal(name, profile!.Name);
        Assert.Equal(routes, profile.Routes.Count);
    }

    [Fact]
    public void The_samples_share_no_address()
    {
        var profiles = Directory
            .EnumerateFiles(Folder, "*.json")
            .Select(file => ProfileReader.Read(File.ReadAllText(file)).Profile!)
            .ToList();

        Assert.Equal(4, profiles.Count);
        Assert.Empty(profiles.SelectMany(profile => ProfileRules.Collisions(profile, profiles)));
    }

    [Fact]
    public void Origins_are_an_array_or_a_list_with_commas()
    {
        string[] expected = ["http://localhost:3001", "https://app.example.com"];
        _document["cors"]!["origins"] = new JsonArray("http://localhost:3001", "https://app.example.com");
        Assert.Equal(expected, Read().Profile!.Cors.Origins);

        _document["cors"]!["origins"] = " http://localhost:3001,https://app.example.com , ";
        Assert.Equal(expected, Read().Profile!.Cors.Origins);
    }

    [Theory]
    [InlineData("pasword", "pasword is not known; did you mean passwords?")]
    [InlineData("routs", "routs is not known; did you mean routes?")]
    public void What_is_not_known_is_named_with_what_may_be_meant(string member, string sentence)
    {
        _document[member] = true;

        Assert.Equal([sentence], Read().Problems);
    }

    public static TheoryData<string, string, string> Spoilt() =>
        new()
        {
            { "name", "\"Issue Tracker\"", "name must be 1 to 64 small letters, digits and hyphens." },
            { "name", "7", "name must be a text." },
            { "name", "null", "name must be a text." },
            { "prefix", "\"api\"", "prefix must be like /v1/auth" },
            { "prefix", "\"/api/\"", "prefix must be like /v1/auth" },
            { "prefix", "\"/connect/x\"", "/connect is the server's own" },
            { "prefix", "\"/a/../b\"", "prefix must be like /v1/auth" },
            { "api.algorithm", "\"RS255\"", "api.algorithm cannot be 'RS255'" },
            { "api.algorithm", "\"none\"", "api.algorithm cannot be 'none'" },
            { "api.tokens", "\"plane\"", "did you mean 'plain'?" },
            { "api.lifetime", "\"1 day\"", "api.lifetime must be a duration" },
            { "api.lifetime", "\"00:00:00\"", "api.lifetime must be a duration" },
            { "api.secret", """{"value":"x"}""", "api.secret.value is not known" },
            { "api.secret", """{"environment":"X"}""", "is for HS256, HS384 and HS512 alone" },
            { "passwords.minimumLength", "4", "passwords.minimumLength must be a whole number from 8 to 64." },
            { "mustBeVerified", "\"yes\"", "mustBeVerified must be true or false." },
            { "registration.sendsVerification", "false", "nobody could ever sign in" },
            { "registration.takenEmail", "\"hide\"", "there is none to tell of" },
            { "links.verifyEmail", "\"http://app.example.com/?t={token}\"", "must be an https address" },
            { "links.verifyEmail", "\"https://app.example.com/\"", "must hold {token} once" },
            { "links.verifyEmail", "\"https://{token}.example.com/\"", "must hold {token} once" },
            { "links.verifyEmail", "\"javascript:alert('{token}')\"", "must be an https address" },
            { "cors.origins", "\"*\"", "'*' is not an origin" },
            { "cors.origins", "[1]", "cors.origins must be an array of texts" },
            { "routes", "{}", "routes must be an array." },
            { "routes", "[]", "a profile without routes does nothing" },
            { "routes", """[{"path":"/x"}]""", "routes[0].action is missing." },
            { "routes", """[{"path":"/x","action":"logon"}]""", "did you mean 'login'?" },
            {
                "routes",
                """[{"path":"/x","action":"login","method":"GET"}]""",
                "cannot be GET: login changes something"
            },
            {
                "routes",
                """[{"path":"/x","action":"me"},{"path":"/x","action":"health","method":"GET"}]""",
                "routes has GET /api/auth/x twice."
            },
            { "routes", """[{"path":"/x","action":"me","fields":{"email":"e"}}]""", "me reads no body" },
            {
                "routes",
                """[{"path":"/x","action":"login","fields":{"email":"a","password":"a"}}]""",
                "two inputs cannot have one name"
            },
            { "routes", """[{"path":"/x","action":"login","fields":{"mail":"a"}}]""", "did you mean email?" },
            { "routes", """[{"path":"/x","action":"login","required":["name"]}]""", "login takes no 'name'" },
            {
                "routes",
                """[{"path":"/x","action":"me","body":[{"name":"t","from":"access_token"}]}]""",
                "cannot be 'access_token' in me"
            },
            {
                "routes",
                """[{"path":"/x","action":"me","body":[{"name":"t","from":"emial"}]}]""",
                "did you mean 'email'?"
            },
            {
                "routes",
                """[{"path":"/x","action":"me","body":[{"name":"t","from":"email","is":1}]}]""",
                "must have one of from, is and members"
            },
            {
                "routes",
                """[{"path":"/x","action":"me","body":[{"name":"t","is":1},{"name":"t","is":2}]}]""",
                "has the member 't' twice"
            },
            { "routes", """[{"path":"/x","action":"refresh"}]""", "must answer with refresh_token" },
            { "routes", """[{"path":"/x","action":"me","status":404}]""", "must be a whole number from 200 to 299" },
            {
                "routes",
                """[{"path":"/x","action":"register","body":[{"name":"t","from":"access_token"}]}]""",
                "nobody is verified yet"
            },
            { "errors.suspendet", "{}", "did you mean suspended?" },
            { "errors.suspended", """{"status":200}""", "must be a whole number from 400 to 599" },
        };

    [Theory]
    [MemberData(nameof(Spoilt))]
    public void Each_mistake_is_a_sentence(string path, string value, string sentence)
    {
        var names = path.Split('.');
        var parent = names[..^1].Aggregate(_document, (node, name) => node[name]!);
        parent[names[^1]] = JsonNode.Parse(value);

        var (profile, problems) = Read();

        Assert.Null(profile);
        Assert.Contains(problems, problem => problem.Contains(sentence, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.Matches("[.?]$", problem));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"name":"a","name":"b"}""")]
    public void What_is_no_object_is_refused(string document) =>
        Assert.StartsWith(
            "It is not a JSON object",
            Assert.Single(ProfileReader.Read(document).Problems),
            StringComparison.Ordinal
        );

    [Fact]
    public void A_damaged_document_is_read_or_refused_and_never_a_fault()
    {
        var damage = new Damage(
            20261121,
            ["\\u0000", "\\ud800", "{", "[", "\"", "null", "1e9", "{token}", "/", ",", "-1"]
        );
        var good = Encoding.UTF8.GetBytes(Sample("issue-tracker"));

        for (var i = 0; i < 10_000; i++)
        {
            var (profile, problems) = ProfileReader.Read(Encoding.UTF8.GetString(damage.Of(good)));
            Assert.Equal(profile is null, problems.Count > 0);
        }
    }

    private static string Folder => Path.Join(SourceTree.Root, "samples", "adopted");

    private static string Sample(string name) => File.ReadAllText(Path.Join(Folder, $"{name}.json"));

    private ProfileReading Read() => ProfileReader.Read(_document.ToJsonString());
}
