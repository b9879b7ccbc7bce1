using Identity.Server.Database;
using Microsoft.EntityFrameworkCore;

namespace Identity.Server.Tests.Database;

public sealed class SnakeCaseTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("Id", "id")]
    [InlineData("ClientId", "client_id")]
    [InlineData("EmailVerifiedAt", "email_verified_at")]
    [InlineData("PK_RefreshFamilies", "pk_refresh_families")]
    [InlineData("IX_Users_CanonicalEmail", "ix_users_canonical_email")]
    [InlineData("FK_ApiSecrets_Apis_Audience", "fk_api_secrets_apis_audience")]
    [InlineData("already_snake", "already_snake")]
    public void A_name_is_written_the_way_sql_is(string name, string expected) =>
        Assert.Equal(expected, SnakeCase.Of(name));

    [Fact]
    public void No_name_of_the_model_needs_quotes()
    {
        using var context = new DesignTimeContext().CreateDbContext([]);
        var names = context
            .Model.GetEntityTypes()
            .SelectMany(entity =>
                entity.GetProperties().Select(property => property.GetColumnName()).Append(entity.GetTableName()!)
            );

        Assert.All(names, name => Assert.Matches("^[a-z][a-z0-9_]*$", name));
    }
}
