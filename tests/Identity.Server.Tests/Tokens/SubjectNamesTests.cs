using System.Text;
using Identity.Jose;
using Identity.Server.Clients;
using Identity.Server.Database.Sealing;
using Identity.Server.Tokens;
using Identity.Tests;

namespace Identity.Server.Tests.Tokens;

public sealed class SubjectNamesTests : IDisposable
{
    private static readonly Guid Person = Guid.Parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private static readonly Client Public = Registered.Client();
    private static readonly Client One = Registered.Client("one", sector: "one.example");
    private static readonly Client Partner = Registered.Client("partner", sector: "one.example");
    private static readonly Client Other = Registered.Client("other", sector: "other.example");

    private readonly MasterKey _master = new([.. Enumerable.Range(0, MasterKey.Length).Select(i => (byte)i)]);
    private readonly SubjectNames _names;

    public SubjectNamesTests()
    {
        var clients = new ClientCatalog(new NoDatabase(), new ClientSecrets(_master, TimeProvider.System))
        {
            All = new[] { Public, One, Partner, Other }.ToDictionary(client => client.ClientId, StringComparer.Ordinal),
        };
        _names = new SubjectNames(_master, clients);
    }

    public void Dispose() => _master.Dispose();

    [Fact, Spec("OpenID Connect Core §8")]
    public void The_public_name_is_the_id() => Assert.Equal(Person.ToString(), _names.Of(Public, Person));

    // Computed by another program: AES-256 of the id under HKDF-SHA-256 of the master key.
    [Fact, Spec("OpenID Connect Core §8.1"), Spec("RFC 5869 §2")]
    public void A_pairwise_name_is_the_id_under_the_key_of_the_sector()
    {
        Assert.Equal("kh8qamBWAAxtdySg160Ytw", _names.Of(One, Person));
        Assert.Equal("jSnObn6kY6Glt0Lds62UIw", _names.Of(Other, Person));
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public void A_sector_has_one_name_of_a_person_and_another_sector_another()
    {
        var people = Enumerable.Range(0, 1000).Select(_ => Guid.CreateVersion7()).ToList();

        var names = people.ConvertAll(person => _names.Of(One, person));

        Assert.Equal(names, people.ConvertAll(person => _names.Of(Partner, person)));
        Assert.Equal(people.ConvertAll(person => (Guid?)person), names.ConvertAll(name => _names.PersonOf(One, name)));
        Assert.Equal(2000, names.Concat(people.Select(person => _names.Of(Other, person))).Distinct().Count());
        Assert.All(names, name => Assert.True(Encoding.ASCII.GetByteCount(name) <= 255));
    }

    [Fact, Spec("OpenID Connect Core §8.1")]
    public void Of_another_sector_a_name_means_nobody_who_exists() =>
        Assert.NotEqual(Person, _names.PersonOf(Other, _names.Of(One, Person)));

    [Theory]
    [InlineData("")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("kh8qamBWAAxtdySg160Yt")]
    [InlineData("kh8qamBWAAxtdySg160Ytw==")]
    [InlineData("kh8qamBWAAxtdySg160Ytx")]
    [InlineData("kh8qamBWAAxtdySg160Yt+")]
    [InlineData("kh8qamBWAAxtdySg160 tw")]
    [InlineData("ann@example.com")]
    public void What_is_no_pairwise_name_means_nobody_to_a_pairwise_client(string name) =>
        Assert.Null(_names.PersonOf(One, name));

    [Theory]
    [InlineData("")]
    [InlineData("kh8qamBWAAxtdySg160Ytw")]
    [InlineData("{01890a5d-ac96-774b-bcce-b302099a8057}")]
    [InlineData("01890a5dac96774bbcceb302099a8057")]
    public void What_is_no_id_means_nobody_to_a_public_client(string name) =>
        Assert.Null(_names.PersonOf(Public, name));

    [Theory]
    [InlineData("""{"sub":"01890a5d-ac96-774b-bcce-b302099a8057","client_id":"web"}""", true)]
    [InlineData("""{"sub":"01890a5d-ac96-774b-bcce-b302099a8057"}""", true)]
    [InlineData("""{"sub":"kh8qamBWAAxtdySg160Ytw","client_id":"one"}""", true)]
    [InlineData("""{"sub":"kh8qamBWAAxtdySg160Ytw","client_id":"partner"}""", true)]
    [InlineData("""{"sub":"01890a5d-ac96-774b-bcce-b302099a8057","client_id":"one"}""", true)]
    [InlineData("""{"sub":"kh8qamBWAAxtdySg160Ytw","client_id":"web"}""", false)]
    [InlineData("""{"sub":"kh8qamBWAAxtdySg160Ytw","client_id":"gone"}""", false)]
    [InlineData("""{"sub":"kh8qamBWAAxtdySg160Ytw"}""", false)]
    [InlineData("""{"sub":"web","client_id":"web"}""", false)]
    [InlineData("""{"sub":"ann@example.com","client_id":"web"}""", false)]
    [InlineData("""{"client_id":"web"}""", false)]
    public void An_access_token_is_about_a_person_where_it_names_one(string claims, bool expected)
    {
        Assert.True(JwtClaims.TryParse(Encoding.UTF8.GetBytes(claims), out var token));

        Assert.Equal(expected ? Person : null, _names.PersonOf(token));
    }

    // RFC 9068 §5: a client that is named as a person must not pass for one.
    [Theory, Spec("RFC 9068 §5")]
    [InlineData("01890a5d-ac96-774b-bcce-b302099a8057")]
    [InlineData("kh8qamBWAAxtdySg160Ytw")]
    public void A_clients_own_token_is_about_nobody_whatever_the_client_is_called(string id)
    {
        Assert.True(
            JwtClaims.TryParse(Encoding.UTF8.GetBytes($$"""{"sub":"{{id}}","client_id":"{{id}}"}"""), out var token)
        );

        Assert.Null(_names.PersonOf(token));
    }
}
