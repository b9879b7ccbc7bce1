using System.CommandLine;
using System.Globalization;
using Identity.Server.Mail;
using Identity.Server.Mail.Rendering;

namespace Identity.Server.Commands;

/// <summary>`letters …`: what became of the letters to people. What a letter said, and its link, is never shown.</summary>
internal static class LetterCommands
{
    private static readonly Argument<Guid> Id = new("id");

    public static Command Create(CommandHost host) =>
        new("letters", "Letters to people.") { List(host), Show(host), Resend(host), Preview(host) };

    private static Command List(CommandHost host)
    {
        var dead = new Option<bool>("--dead") { Description = "Only those that were given up." };
        var take = new Option<int>("--take") { DefaultValueFactory = _ => 50 };
        return host.On(
            new Command("list", "Show letters, newest first.") { dead, take },
            async (services, arguments, ct) =>
            {
                var letters = await services
                    .GetRequiredService<LetterHistory>()
                    .ListAsync(arguments.GetValue(dead), arguments.GetValue(take), ct);
                return CommandResult.Done(
                    Table.Of(
                        ["ID", "KIND", "RECIPIENT", "QUEUED", "ATTEMPTS", "STATUS"],
                        letters.Select(letter =>
                            new[]
                            {
                                letter.Id.ToString(),
                                letter.Kind,
                                letter.Recipient,
                                Show(letter.CreatedAt),
                                letter.Attempts.ToString(CultureInfo.InvariantCulture),
                                letter.Status,
                            }
                        )
                    )
                );
            }
        );
    }

    private static Command Show(CommandHost host) =>
        host.On(
            new Command("show", "Show what became of a letter.") { Id },
            async (services, arguments, ct) =>
            {
                var id = arguments.GetRequiredValue(Id);
                return await services.GetRequiredService<LetterHistory>().FindAsync(id, ct) is { } letter
                    ? CommandResult.Done(Describe(letter))
                    : CommandResult.Failed($"There is no letter {id}. `letters list` shows the last of them.");
            }
        );

    private static Command Resend(CommandHost host) =>
        host.On(
            new Command("resend", "Try a letter again that was given up.") { Id },
            async (services, arguments, ct) =>
            {
                var id = arguments.GetRequiredValue(Id);
                return await services.GetRequiredService<LetterHistory>().ResendAsync(id, ct)
                    ? CommandResult.Done($"The letter {id} will be tried again.")
                    : CommandResult.Failed($"{id} is no letter that was given up. `letters list --dead` shows them.");
            }
        );

    private static Command Preview(CommandHost host)
    {
        var kind = new Argument<string>("kind")
        {
            Description = string.Join(", ", LetterKind.All.Select(letter => letter.Name)),
        };
        var locale = new Option<string?>("--locale") { Description = "A language such as pl-PL." };
        var text = new Option<bool>("--text") { Description = "The plain text instead of the HTML." };
        return host.On(
            new Command("preview", "Print a letter with made-up data.") { kind, locale, text },
            async (services, arguments, _) =>
            {
                var name = arguments.GetRequiredValue(kind);
                var previews = services.GetRequiredService<LetterPreviews>();
                if (await previews.RenderAsync(name, arguments.GetValue(locale)) is not { } rendered)
                {
                    return CommandResult.Failed(
                        $"There is no letter '{name}'. There are: {string.Join(", ", LetterKind.All.Select(one => one.Name))}."
                    );
                }
                return arguments.GetValue(text)
                    ? CommandResult.Done(rendered.Subject, "", rendered.Text.TrimEnd())
                    : CommandResult.Done(rendered.Html.TrimEnd());
            }
        );
    }

    private static string[] Describe(LetterRecord letter) =>
        [
            $"letter     {letter.Id}",
            $"kind       {letter.Kind}",
            $"recipient  {letter.Recipient}",
            $"queued     {Show(letter.CreatedAt)}",
            $"status     {letter.Status}",
            string.Create(CultureInfo.InvariantCulture, $"attempts   {letter.Attempts}"),
            .. letter.DeliveredAt is { } done ? [$"done       {Show(done)}"] : Array.Empty<string>(),
            .. letter.DeadAt is { } dead ? [$"given up   {Show(dead)}"] : Array.Empty<string>(),
            .. letter is { DeliveredAt: null, DeadAt: null }
                ? [$"next       {Show(letter.NextAttemptAt)}"]
                : Array.Empty<string>(),
            .. letter.LastError is { } error ? [$"last error {error}"] : Array.Empty<string>(),
        ];

    private static string Show(DateTimeOffset time) => time.ToString("u", CultureInfo.InvariantCulture);
}
