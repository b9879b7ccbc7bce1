using Identity.Server.Users.Passwords.Policy;

namespace Identity.Server.Tests.Users.Passwords.Policy;

public sealed class ResemblanceTests
{
    private static readonly PasswordOwner Alice = new(
        "Alice.Kowalska@mail.bakery.example",
        "Alice Maria Kowalska-Núñez"
    );

    [Theory]
    [InlineData("alice.kowalska@mail.bakery.example")]
    [InlineData("AliceKowalska")]
    [InlineData("kowalska.alice")] // nearly as many letters more as the word has
    [InlineData("Kowalska1")]
    [InlineData("K0w4lsk4!!")]
    [InlineData("akslawoK")]
    [InlineData("kowalsca")] // one letter is another
    [InlineData("alicekovalsca")] // two are
    [InlineData("Bakery2024")]
    [InlineData("maria1985")]
    [InlineData("NÚÑEZ123")]
    [InlineData("alice-1985")]
    public void What_is_little_more_than_the_owner_is_similar(string password) =>
        Assert.True(Resemblance.IsSimilar(password, Alice));

    [Theory]
    [InlineData("")]
    [InlineData("alice likes warm bread")]
    [InlineData("correct horse battery")]
    [InlineData("example example")] // the last label of a domain is nobody's word
    [InlineData("malice and mischief")]
    [InlineData("kowloon harbour")]
    public void What_has_more_in_it_is_not(string password) => Assert.False(Resemblance.IsSimilar(password, Alice));

    [Fact]
    public void Short_parts_of_a_name_forbid_nothing() =>
        Assert.False(Resemblance.IsSimilar("limestone", new PasswordOwner("li@ab.cd", "Bo Li")));

    [Theory]
    [InlineData("")]
    [InlineData("@")]
    [InlineData("no address")]
    [InlineData("@@@@....@")]
    public void An_address_that_is_none_harms_nobody(string email) =>
        Assert.False(Resemblance.IsSimilar("correct horse", new PasswordOwner(email)));
}
