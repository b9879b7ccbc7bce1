using Npgsql;
using NpgsqlTypes;

namespace Identity.Server.Database;

/// <summary>Adds parameters that may be NULL.</summary>
internal static class OptionalParameters
{
    public static void AddOptional(this NpgsqlParameterCollection parameters, string? value) =>
        parameters.AddWithValue(NpgsqlDbType.Text, (object?)value ?? DBNull.Value);

    public static void AddOptional(this NpgsqlParameterCollection parameters, Guid? value) =>
        parameters.AddWithValue(NpgsqlDbType.Uuid, (object?)value ?? DBNull.Value);

    public static void AddOptional(this NpgsqlParameterCollection parameters, DateTimeOffset? value) =>
        parameters.AddWithValue(NpgsqlDbType.TimestampTz, (object?)value ?? DBNull.Value);
}
