using Identity.Server.SpecTests.Fixtures;
using Identity.Server.Users;
using Identity.Server.Users.Details;
using Identity.Tests;

namespace Identity.Server.SpecTests.Pages;

public sealed class AccountDetailsTests(ClassServer host) : IClassFixture<ClassServer>
{
    private static readonly (string Name, string Value)[] Form =
    [
        ("givenName", " Żaneta "),
        ("familyName", "Kowalska <b>"),
        ("birthdate", "1990-12-31"),
        ("phone", "+48 (22) 123-45-67"),
        ("website", "example.com/zaneta"),
        ("street", "Długa 1"),
        ("country", "Polska"),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Spec("OpenID Connect Core §5.1")]
    public async Task What_a_person_says_is_saved_and_shown_again()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);

        var saved = await visitor.SubmitAsync("/account/details", Form);
        var account = await visitor.GetAsync(saved.Location!);
        var page = await visitor.GetAsync("/account/details");

        Assert.Equal("/account", saved.Location);
        Assert.Contains("Your details are saved.", account.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"Kowalska &lt;b&gt;\"", page.Body, StringComparison.Ordinal);
        Assert.Equal(
            new PersonDetails
            {
                GivenName = "Żaneta",
                FamilyName = "Kowalska <b>",
                Birthdate = "1990-12-31",
                PhoneNumber = "+48221234567",
                Website = "https://example.com/zaneta",
                Address = new PostalAddress { StreetAddress = "Długa 1", Country = "Polska" },
            },
            await DetailsAsync(email)
        );
    }

    [Fact]
    public async Task An_empty_form_says_nothing()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);
        await visitor.SubmitAsync("/account/details", Form);

        await visitor.SubmitAsync("/account/details", ("givenName", " "));

        Assert.Equal(PersonDetails.None, await DetailsAsync(email));
    }

    [Theory]
    [InlineData("birthdate", "31.12.1990", "Write the date as")]
    [InlineData("phone", "022 123 45 67", "Write the number with a plus")]
    [InlineData("website", "javascript:alert(1)", "This is not a web address.")]
    [InlineData("picture", "ftp://example.com/a.png", "This is not a web address.")]
    [InlineData("nickname", "two\nlines", "Use at most 200 characters, on one line.")]
    public async Task What_cannot_be_is_said_at_its_field_and_nothing_is_saved(string field, string value, string words)
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);

        var page = await visitor.SubmitAsync("/account/details", ("givenName", "Ann"), (field, value));

        Assert.Equal(422, page.Status);
        Assert.Contains($"<a href=\"#{field}\">", page.Body, StringComparison.Ordinal);
        Assert.Contains($"id=\"{field}-problem\"", page.Body, StringComparison.Ordinal);
        Assert.Contains(words, page.Body, StringComparison.Ordinal);
        Assert.Contains("value=\"Ann\"", page.Body, StringComparison.Ordinal);
        Assert.Equal(PersonDetails.None, await DetailsAsync(email));
    }

    [Fact, Spec("OpenID Connect Core §5.1")]
    public async Task What_the_form_has_no_field_for_stays_and_a_new_number_is_not_verified()
    {
        var email = await host.Server.AddUserAsync();
        var known = new PersonDetails
        {
            Gender = "female",
            Profile = "https://example.com/me",
            PhoneNumber = "+48221234567",
            PhoneNumberVerified = true,
            Address = new PostalAddress { StreetAddress = "One\nTwo", Formatted = "One\nTwo\nPoland" },
        };
        await host.Server.SetDetailsAsync(email, known);
        using var visitor = await SignedInAsync(email);

        await visitor.SubmitAsync("/account/details", ("phone", "+48221234567"), ("street", "One, Two"));
        Assert.Equal(known, await DetailsAsync(email));
        await visitor.SubmitAsync("/account/details", ("phone", "+48221234568"), ("street", "Three"));

        Assert.Equal(
            known with
            {
                PhoneNumber = "+48221234568",
                PhoneNumberVerified = null,
                Address = new PostalAddress { StreetAddress = "Three" },
            },
            await DetailsAsync(email)
        );
    }

    [Fact]
    public async Task Verified_is_not_for_a_person_to_say_of_themselves()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);

        await visitor.SubmitAsync(
            "/account/details",
            ("phone", "+48221234567"),
            ("phoneNumberVerified", "true"),
            ("Said.PhoneNumberVerified", "true")
        );

        Assert.Null((await DetailsAsync(email)).PhoneNumberVerified);
    }

    [Fact]
    public async Task They_are_in_the_copy_that_a_person_takes()
    {
        var email = await host.Server.AddUserAsync();
        using var visitor = await SignedInAsync(email);
        await visitor.SubmitAsync("/account/details", ("nickname", "Testy"));

        var copy = await visitor.GetAsync("/account/data?handler=File");

        Assert.Contains("\"nickname\": \"Testy\"", copy.Body, StringComparison.Ordinal);
    }

    private async Task<PersonDetails> DetailsAsync(string email) =>
        (await host.Server.Get<People>().FindActiveAsync(email, Ct))!.Details;

    private async Task<Visitor> SignedInAsync(string email)
    {
        var visitor = new Visitor(host.Server);
        Assert.Equal("/account", (await visitor.SignInAsync(email)).Location);
        return visitor;
    }
}
