using Identity.Server.Commands;

namespace Identity.Server.Tests.Commands;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("", "serve")]
    [InlineData("--demo", "serve")]
    [InlineData("--set Tokens:RefreshGrace=00:00:01", "serve")]
    [InlineData("--set A=1 --set B=2 --demo", "serve")]
    [InlineData("serve --demo", "serve")]
    [InlineData("migrate", "migrate")]
    [InlineData("--set A=1 migrate", "migrate")]
    [InlineData("migrate --set A=1", "migrate")]
    public void Without_a_command_it_serves(string arguments, string expected)
    {
        var read = Read(arguments);

        Assert.Empty(read.Errors);
        Assert.Equal(expected, read.CommandResult.Command.Name);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-?")]
    [InlineData("--version")]
    public void Asking_for_help_serves_nobody(string arguments)
    {
        var read = Read(arguments);

        Assert.Empty(read.Errors);
        Assert.NotEqual("serve", read.CommandResult.Command.Name);
    }

    [Theory]
    [InlineData("serv")]
    [InlineData("migrate now")]
    [InlineData("--demmo")]
    public void A_slip_of_the_pen_starts_nothing(string arguments) => Assert.NotEmpty(Read(arguments).Errors);

    [Fact]
    public void Every_command_says_what_it_does()
    {
        var commands = Read("migrate").RootCommandResult.Command.Subcommands;

        Assert.NotEmpty(commands);
        Assert.All(
            commands.Concat(commands.SelectMany(command => command.Subcommands)),
            command => Assert.EndsWith(".", command.Description, StringComparison.Ordinal)
        );
    }

    private static System.CommandLine.ParseResult Read(string arguments) =>
        CommandLine.Read(
            arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            (_, _) => throw new InvalidOperationException("Reading a command line starts nothing.")
        );
}
