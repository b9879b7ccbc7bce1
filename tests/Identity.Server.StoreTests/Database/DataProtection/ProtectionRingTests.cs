using System.Text;
using Identity.Server.Database.DataProtection;
using Identity.Tests;
using Microsoft.AspNetCore.DataProtection;

namespace Identity.Server.StoreTests.Database.DataProtection;

/// <summary>The ring that protects forms is one for all nodes, and of no use to who reads the database.</summary>
public sealed class ProtectionRingTests(Nodes nodes) : IClassFixture<Nodes>
{
    [Fact]
    public void What_one_node_protects_another_accepts()
    {
        var form = Protector(nodes.A).Protect("a form");

        Assert.Equal("a form", Protector(nodes.B).Unprotect(form));
    }

    [Fact]
    public async Task It_outlives_a_restart()
    {
        string form;
        await using (var before = await Nodes.StartAsync(nodes.ConnectionString))
            form = Protector(before).Protect("a form");

        await using var after = await Nodes.StartAsync(nodes.ConnectionString);
        Assert.Equal("a form", Protector(after).Unprotect(form));
    }

    [Fact]
    public async Task The_table_has_no_key_in_the_clear()
    {
        Protector(nodes.A).Protect("a form");
        var rows = await Sql.ListAsync<byte[]>(nodes.ConnectionString, "SELECT sealed_key FROM protection_keys");
        var elements = nodes.A.Get<ProtectionKeys>().GetAllElements();

        Assert.NotEmpty(rows);
        Assert.Equal(rows.Count, elements.Count);
        foreach (var secret in elements.Select(element => element.Descendants("value").Single().Value))
        {
            Assert.Equal(64, Convert.FromBase64String(secret).Length);
            foreach (var row in rows)
            {
                Assert.Equal(-1, row.AsSpan().IndexOf(Encoding.UTF8.GetBytes(secret)));
                Assert.Equal(-1, row.AsSpan().IndexOf(Convert.FromBase64String(secret)));
            }
        }
    }

    private static IDataProtector Protector(TestServer node) =>
        node.Get<IDataProtectionProvider>().CreateProtector("forms");
}
