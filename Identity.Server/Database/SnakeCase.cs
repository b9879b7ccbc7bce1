using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Identity.Server.Database;

/// <summary>Names every table, column, key and index the way SQL is written by hand, so that no statement needs quotes.</summary>
internal static class SnakeCase
{
    public static void Apply(IMutableModel model)
    {
        foreach (var entity in model.GetEntityTypes())
        {
            if (entity.GetTableName() is { } table)
                entity.SetTableName(Of(table));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Of(property.GetColumnName()));
            foreach (var key in entity.GetKeys())
                key.SetName(Of(key.GetName()!));
            foreach (var foreign in entity.GetForeignKeys())
                foreign.SetConstraintName(Of(foreign.GetConstraintName()!));
            foreach (var index in entity.GetIndexes())
                index.SetDatabaseName(Of(index.GetDatabaseName()!));
        }
    }

    public static string Of(string name)
    {
        var snake = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && !char.IsUpper(name[i - 1]))
                snake.Append('_');
            snake.Append(char.ToLowerInvariant(name[i]));
        }
        return snake.ToString();
    }
}
