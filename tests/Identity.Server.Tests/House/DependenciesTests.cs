namespace Identity.Server.Tests.House;

public sealed class DependenciesTests
{
    [Theory]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "using Identity.Server.Users;")]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "using Identity.Server.Protocol.Wire;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using static Identity.Server.Clients.Client;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using Row = Identity.Server.Clients.Client;")]
    [InlineData(
        "Identity.Server/Keys/KeyRing.cs",
        "using Rows = System.Collections.Generic.List<Identity.Server.Clients.Client>;"
    )]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using global::Identity.Server.Clients;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using Identity.Server.Hosting;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using Identity.Server;")]
    [InlineData("Identity.Server/Database/Schema.cs", "using Identity.Server.Users;")]
    [InlineData("Identity.Server/Database/Schema.cs", "using Identity.Jose;")]
    [InlineData("Identity.Server/Protocol/Token/TokenEndpoint.cs", "using Identity.Server.Commands;")]
    [InlineData("Identity.Server/Jobs/RotateKeys.cs", "using Identity.Server.Protocol;")]
    [InlineData("Identity.Server/Pages/SignIn/SignIn.cshtml", "@using Identity.Server.Protocol.Wire")]
    [InlineData("Identity.Server/Mail/Reset/Letter.razor", "@using Identity.Server.Users")]
    [InlineData("Identity.Server/Misc/Thing.cs", "using System;")]
    [InlineData("Identity.Server/Extensions.cs", "using System;")]
    [InlineData("Identity.Jose/Jwk.cs", "using Identity.Server.Keys;")]
    [InlineData("Identity.Jose/Jwk.cs", "using Microsoft.Extensions.Options;")]
    [InlineData("Identity.Jose/Jwk.cs", "using Microsoft.AspNetCore.Http;")]
    [InlineData("Identity.Jose/Jwk.cs", "using Npgsql;")]
    [InlineData("Identity.Authentication/Dpop/Key.cs", "using Identity.Authentication.Provider;")]
    [InlineData("Identity.Authentication/SignIn/Handler.cs", "using Identity.Authentication.AccessTokens;")]
    [InlineData("Identity.Authentication/SignIn/Handler.cs", "using Identity.Server.Tokens;")]
    [InlineData("Identity.Authentication/Extensions.cs", "using Identity.Server.Tokens;")]
    [InlineData("Identity.Authentication/Misc/Thing.cs", "using System;")]
    public void An_arrow_that_points_up_or_sideways_is_found(string path, string line) =>
        Assert.Single(Dependencies.Trespasses(new(path, $"using System;\n{line}\n")).Distinct());

    [Theory]
    [InlineData("Identity.Server/Program.cs", "using Identity.Server.Protocol;")]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "using Identity.Server.Keys;")]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "using Identity.Server.Tokens.DenyList;")]
    [InlineData("Identity.Server/Users/User.cs", "using Microsoft.AspNetCore.Identity.EntityFrameworkCore;")]
    [InlineData("Identity.Server/Users/Doctor.cs", "using Identity.Server.Database.PrivateCluster;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "using Identity.Jose;")]
    [InlineData("Identity.Server/Protocol/Token/TokenEndpoint.cs", "using Identity.Server.Protocol.Wire;")]
    [InlineData("Identity.Server/Protocol/Token/TokenEndpoint.cs", "using Identity.Server.Tokens;")]
    [InlineData("Identity.Server/Commands/Migrate.cs", "using Identity.Server.Database;")]
    [InlineData("Identity.Server/Commands/Serve.cs", "using Identity.Server.Hosting;")]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "// using Identity.Server.Users;")]
    [InlineData("Identity.Server/Tokens/RefreshTokens.cs", "    using var command = Identity.Create();")]
    [InlineData("Identity.Jose/Jwk.cs", "using System.Security.Cryptography;")]
    [InlineData("Identity.Authentication/SignIn/Handler.cs", "using Identity.Authentication.Provider;")]
    [InlineData("Identity.Authentication/SignIn/Handler.cs", "using Microsoft.AspNetCore.Authentication;")]
    [InlineData("Identity.Authentication/Extensions.cs", "using Identity.Authentication.SignIn;")]
    [InlineData("Identity.Authentication/Provider/Keys.cs", "using Identity.Jose;")]
    [InlineData("tests/Identity.Server.Tests/Tests.cs", "using Identity.Server.Users;")]
    public void An_arrow_that_points_down_is_none(string path, string line) =>
        Assert.Empty(Dependencies.Trespasses(new(path, $"using System;\n{line}\n")));

    [Theory]
    [InlineData("using Microsoft.AspNetCore.Http;")]
    [InlineData("using Microsoft.AspNetCore.Mvc.RazorPages;")]
    [InlineData("using Microsoft.AspNetCore.Routing;")]
    [InlineData("internal sealed class Ring(IHttpContextAccessor http);")]
    public void Http_in_a_room_is_found(string line) =>
        Assert.Single(Dependencies.HttpInRooms(new("Identity.Server/Keys/KeyRing.cs", line)));

    [Theory]
    [InlineData("Identity.Server/Users/User.cs", "using Microsoft.AspNetCore.Identity;")]
    [InlineData("Identity.Server/Hosting/Limits.cs", "using Microsoft.AspNetCore.Http;")]
    [InlineData("Identity.Server/Protocol/Wire/NoStore.cs", "using Microsoft.AspNetCore.Http;")]
    [InlineData("Identity.Server/Keys/KeyRing.cs", "// not an HttpContext")]
    public void Http_elsewhere_is_none_of_this_rule(string path, string line) =>
        Assert.Empty(Dependencies.HttpInRooms(new(path, line)));

    [Fact]
    public void A_row_that_the_document_leaves_out_or_words_otherwise_is_found()
    {
        var rows = string.Join('\n', Dependencies.Table().Select(row => $"| {row.Room} | {row.MayUse} |"));

        Assert.Empty(Dependencies.Undocumented(rows));
        Assert.Single(Dependencies.Undocumented(rows.Replace("| Mail | Database |", "", StringComparison.Ordinal)));
        Assert.Single(
            Dependencies.Undocumented(
                rows.Replace("| Mail | Database |", "| Mail | Database, Users |", StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void Quartz_is_found_outside_jobs_only()
    {
        const string Line = "using Quartz.Impl;\n";

        Assert.Single(Dependencies.QuartzOutsideJobs(new("Identity.Server/Keys/RotationJob.cs", Line)));
        Assert.Empty(Dependencies.QuartzOutsideJobs(new("Identity.Server/Jobs/RotateKeys.cs", Line)));
        Assert.Empty(Dependencies.QuartzOutsideJobs(new("Identity.Server/Program.cs", Line)));
    }

    [Fact]
    public void A_global_using_of_ours_is_found()
    {
        Assert.Single(
            Dependencies.GlobalUsings(new("Identity.Server/Usings.cs", "global using Identity.Server.Keys;\n"))
        );
        Assert.Empty(Dependencies.GlobalUsings(new("Identity.Server/Usings.cs", "global using System.Text;\n")));
    }

    [Theory]
    [InlineData("var ring = new Identity.Server.Keys.KeyRing();")]
    [InlineData("private global::Identity.Jose.Jwk _key;")]
    [InlineData("var text = $\"{Identity.Server.Keys.KeyRing.Name}\";")]
    [InlineData("@inject Identity.Server.Keys.KeyRing Ring")]
    public void A_name_of_ours_in_full_is_found(string line)
    {
        var path = line.StartsWith('@') ? "Identity.Server/Pages/Page.razor" : "Identity.Server/Tokens/Issuer.cs";

        Assert.Single(Dependencies.QualifiedNames(new(path, line)));
    }

    [Fact]
    public void Names_in_using_lines_words_and_strings_are_not_code()
    {
        const string Text = """
            using Identity.Server.Keys;
            using Microsoft.AspNetCore.Identity;

            namespace Identity.Server.Tokens;

            /// <summary>Signs, see <see cref="Identity.Server.Keys.KeyRing"/>.</summary>
            internal sealed class Issuer
            {
                private const string Meter = "Identity.Server.Tokens"; // as Identity.Server.Keys. does
            }
            """;

        Assert.Empty(Dependencies.QualifiedNames(new("Identity.Server/Tokens/Issuer.cs", Text)));
    }
}
