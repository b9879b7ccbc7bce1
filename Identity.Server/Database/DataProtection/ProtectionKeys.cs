using System.Text;
using System.Xml.Linq;
using Identity.Server.Database.Sealing;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Npgsql;

namespace Identity.Server.Database.DataProtection;

/// <summary>Keeps the framework's Data Protection ring in the database, sealed: every node takes what another has given out.</summary>
/// <remarks>It protects forms against forgery across sites. Nothing that grants access rests on it.</remarks>
internal sealed class ProtectionKeys(NpgsqlDataSource database, MasterKey master, TimeProvider clock) : IXmlRepository
{
    private const string List = "SELECT id, sealed_key FROM protection_keys ORDER BY id";

    private const string Insert = "INSERT INTO protection_keys (id, sealed_key, created_at) VALUES ($1, $2, $3)";

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var command = database.CreateCommand(List);
        using var rows = command.ExecuteReader();
        var elements = new List<XElement>();
        while (rows.Read())
        {
            var plain = master.Unseal(rows.GetFieldValue<byte[]>(1), NameOf(rows.GetGuid(0)));
            elements.Add(XElement.Parse(Encoding.UTF8.GetString(plain)));
        }
        return elements;
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        var now = clock.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var plain = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        using var command = database.CreateCommand(Insert);
        command.Parameters.AddWithValue(id);
        command.Parameters.AddWithValue(master.Seal(plain, NameOf(id)));
        command.Parameters.AddWithValue(now);
        command.ExecuteNonQuery();
    }

    private static string NameOf(Guid id) => $"protection key {id}";
}
