using Identity.Server.Mail;
using Identity.Server.Mail.Transport;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;

namespace Identity.Server.Tests.Mail;

public sealed class MailOptionsTests
{
    [Fact]
    public void In_production_there_must_be_a_mail_server_or_a_word_that_there_is_none() =>
        Assert.Equal(
            "There is no mail server. Set Mail:Host and Mail:From, or Mail:Transport=None for a server that sends no letters.",
            Choose(new())
        );

    [Fact]
    public void In_development_letters_go_into_the_mailbox() =>
        Assert.Equal(MailTransport.Mailbox, MailTransportChoice.Of(new(), isDevelopment: true));

    [Fact]
    public void A_host_is_enough_for_smtp()
    {
        var options = new MailOptions { Host = "mail.example", From = "id@example.com" };

        Assert.Equal(MailTransport.Smtp, MailTransportChoice.Of(options, isDevelopment: true));
        Assert.Null(Choose(options));
        Assert.Null(Validate(options));
        Assert.Equal((587, MailSecurity.StartTls), (options.Port, options.Security));
    }

    [Fact]
    public void What_is_chosen_goes_before_what_is_implied()
    {
        var options = new MailOptions { Host = "mail.example", Transport = MailTransport.None };

        Assert.Equal(MailTransport.None, MailTransportChoice.Of(options, isDevelopment: false));
        Assert.Null(Choose(options));
    }

    [Fact]
    public void A_host_needs_an_address_that_letters_come_from() =>
        Assert.Contains("Mail:From", Choose(new() { Host = "mail.example" }), StringComparison.Ordinal);

    [Fact]
    public void Smtp_needs_a_host() =>
        Assert.Equal("Mail:Transport=Smtp needs Mail:Host.", Choose(new() { Transport = MailTransport.Smtp }));

    [Theory]
    [InlineData("mail.example", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("localhost", true)]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    public void A_password_leaves_this_machine_only_encrypted(string host, bool isAllowed)
    {
        var options = new MailOptions
        {
            Host = host,
            From = "id@example.com",
            User = "u",
            Password = "p",
            Security = MailSecurity.None,
        };

        Assert.Equal(isAllowed, Validate(options) is null);
    }

    [Fact]
    public void User_and_password_belong_together() =>
        Assert.Equal(
            "Mail:User and Mail:Password belong together: set both or neither.",
            Validate(new() { Host = "mail.example", User = "u" })
        );

    [Theory]
    [InlineData("a@b\r\nBcc: c@d")]
    [InlineData("nobody")]
    public void An_address_that_is_none_is_named(string from) =>
        Assert.Equal("Mail:From must be an e-mail address.", Validate(new() { From = from }));

    private static string? Validate(MailOptions options) =>
        new MailOptionsValidator().Validate(name: null, options).FailureMessage;

    private static string? Choose(MailOptions options) =>
        new MailTransportChoice(new HostingEnvironment { EnvironmentName = Environments.Production })
            .Validate(name: null, options)
            .FailureMessage;
}
