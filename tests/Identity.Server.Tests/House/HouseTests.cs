using Identity.Server.Tokens;

namespace Identity.Server.Tests.House;

/// <summary>Each house rule against all of the source. What the rules are for is said in CONTRIBUTING.md.</summary>
public sealed class HouseTests
{
    [Fact]
    public void Arrows_only_point_down() => Keeps(SourceTree.Product(), Dependencies.Trespasses);

    [Fact]
    public void The_architecture_shows_the_same_table() =>
        Report([.. Dependencies.Undocumented(File.ReadAllText(Path.Combine(SourceTree.Root, "docs/architecture.md")))]);

    [Fact]
    public void No_room_is_named_without_a_using_line() => Report([.. PartialNames.Trespasses(SourceTree.Product())]);

    [Fact]
    public void Links_between_documents_lead_somewhere() => Report([.. Documents.DeadLinks(SourceTree.Root)]);

    [Fact]
    public void Rooms_know_nothing_of_http() => Keeps(SourceTree.Product(), Dependencies.HttpInRooms);

    [Fact]
    public void Only_jobs_knows_quartz() => Keeps(SourceTree.Product(), Dependencies.QuartzOutsideJobs);

    [Fact]
    public void No_namespace_of_ours_is_used_globally() => Keeps(SourceTree.Product(), Dependencies.GlobalUsings);

    [Fact]
    public void No_name_of_ours_is_written_in_full() => Keeps(SourceTree.Product(), Dependencies.QualifiedNames);

    [Fact]
    public void No_file_is_too_long() => Keeps(SourceTree.All(), Style.LongFiles);

    [Fact]
    public void No_loose_ends() => Keeps(SourceTree.Product(), Style.LooseEnds);

    [Fact]
    public void Only_hosting_catches_everything() => Keeps(SourceTree.Product(), Style.CaughtEverything);

    [Fact]
    public void Names_of_types_say_something() => Keeps(SourceTree.Product(), Style.EmptyNames);

    [Fact]
    public void No_regions() => Keeps(SourceTree.All(), Style.Regions);

    [Fact]
    public void Types_open_with_a_sentence() => Keeps(SourceTree.Product(), Style.MissingSummaries);

    [Fact]
    public void Citations_have_one_form() => Keeps(SourceTree.Product(), Citation.NearMisses);

    [Fact]
    public void Spec_traits_have_the_same_form() => Keeps(SourceTree.Tests(), SpecIndex.MisspeltTraits);

    [Fact]
    public void What_documents_demand_is_tested_or_explained()
    {
        var tests = SourceTree.Tests().SelectMany(TestCase.In).ToList();

        Report([.. Requirement.All().SelectMany(demand => demand.Faults(tests))]);
    }

    [Fact]
    public void The_threat_model_lists_every_tested_attack()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, ThreatModel.Path));

        Report([.. ThreatModel.Unlisted(page, SourceTree.Tests()), .. ThreatModel.Invented(page, SourceTree.Tests())]);
    }

    [Fact]
    public void Every_error_code_has_its_row()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, ErrorCodes.Path));

        Report([
            .. ErrorCodes.Undocumented(page, SourceTree.Product()),
            .. ErrorCodes.Invented(page, SourceTree.Product()),
        ]);
    }

    [Fact]
    public void The_index_of_clauses_is_up_to_date()
    {
        var index = SpecIndex.Write(SourceTree.Product(), SourceTree.Tests(), Requirement.All());

        IsUpToDate(SpecIndex.Path, index);
    }

    [Fact]
    public void The_reference_of_settings_is_up_to_date() =>
        IsUpToDate(SettingsPage.Path, SettingsPage.Write(XmlDocumentation.OfServer()));

    [Fact]
    public void A_migration_takes_nothing_away_that_the_release_before_uses()
    {
        var changelog = File.ReadAllText(Path.Combine(SourceTree.Root, "CHANGELOG.md"));
        var shipping = typeof(Issuer).Assembly.GetName().Version!;

        Report([.. MigrationRules.Trespasses(changelog, shipping)]);
    }

    /// <summary>A page that is generated is rewritten on demand, and otherwise compared.</summary>
    private static void IsUpToDate(string page, string text)
    {
        var path = Path.Combine(SourceTree.Root, page);
        if (Environment.GetEnvironmentVariable("IDENTITY_WRITE_DOCS") == "1")
            File.WriteAllText(path, text);

        Assert.True(
            File.Exists(path) && File.ReadAllText(path).ReplaceLineEndings("\n") == text,
            $"{page} is out of date. Rewrite it: IDENTITY_WRITE_DOCS=1 dotnet test tests/Identity.Server.Tests"
        );
    }

    private static void Keeps(IReadOnlyCollection<SourceFile> files, Func<SourceFile, IEnumerable<string>> trespasses)
    {
        Assert.NotEmpty(files);
        Report([.. files.SelectMany(trespasses)]);
    }

    private static void Report(IReadOnlyCollection<string> trespasses)
    {
        if (trespasses.Count > 0)
            Assert.Fail($"{trespasses.Count} trespasses:\n  {string.Join("\n  ", trespasses)}");
    }
}
