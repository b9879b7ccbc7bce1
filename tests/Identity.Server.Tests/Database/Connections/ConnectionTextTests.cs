using System.Text;
using Identity.Server.Database.Connections;
using Identity.Tests;
using Npgsql;

namespace Identity.Server.Tests.Database.Connections;

public sealed class ConnectionTextTests
{
    private const string Password = "s3cr3t-p4ss";
    private const string Valid = "postgresql://app:s3cr3t-p4ss@db.example.com:6543/accounts?sslmode=require";

    [Theory]
    [InlineData(Valid)]
    [InlineData("postgres://app:s3cr3t-p4ss@db.example.com:6543/accounts?sslmode=require")]
    [InlineData("postgresql+psycopg://app:s3cr3t-p4ss@db.example.com:6543/accounts?sslmode=require")]
    [InlineData("postgresql+asyncpg://app:s3cr3t-p4ss@db.example.com:6543/accounts?ssl=require")]
    [InlineData("POSTGRES://app:s3cr3t%2Dp4ss@db.example.com:6543/accounts?sslmode=require")]
    [InlineData("  postgres://app:s3cr3t-p4ss@db.example.com:6543/accounts?sslmode=require&pgbouncer=true\n")]
    [InlineData("postgres:///accounts?host=db.example.com&port=6543&user=app&password=s3cr3t-p4ss&sslmode=require")]
    [InlineData("Host=db.example.com;Port=6543;Database=accounts;Username=app;Password=s3cr3t-p4ss;SSL Mode=Require")]
    [InlineData("server=db.example.com;port=6543;db=accounts;user id=app;pwd=s3cr3t-p4ss;sslmode=require")]
    public void Each_form_says_the_same(string text)
    {
        var read = Read(text);

        Assert.Equal("db.example.com", read.Host);
        Assert.Equal(6543, read.Port);
        Assert.Equal("accounts", read.Database);
        Assert.Equal("app", read.Username);
        Assert.Equal(Password, read.Password);
        Assert.Equal(SslMode.Require, read.SslMode);
    }

    [Fact]
    public void User_password_and_database_are_percent_decoded()
    {
        var read = Read("postgres://us%40er:p%3Aa%2Fs%3Fs%23%25%C3%A9@host/data%20base");

        Assert.Equal("us@er", read.Username);
        Assert.Equal("p:a/s?s#%é", read.Password);
        Assert.Equal("data base", read.Database);
        Assert.Equal(5432, read.Port);
    }

    [Fact]
    public void A_password_may_hold_a_colon_and_an_at_sign_as_they_are() =>
        Assert.Equal("a:b@c", Read("postgres://user:a:b@c@host/db").Password);

    [Theory]
    [InlineData("postgres://u@one,two:6000,[::1]:7000/db", "one:5432,two:6000,[::1]:7000")]
    [InlineData("postgres://u@[2001:db8::1]:6000/db", "2001:db8::1")]
    [InlineData("postgres://u@%2Fvar%2Frun%2Fpostgresql/db", "/var/run/postgresql")]
    public void Hosts_may_be_several_addresses_or_a_socket_folder(string url, string host) =>
        Assert.Equal(host, Read(url).Host);

    [Fact]
    public void Parameters_have_the_names_that_PostgreSQL_gives_them()
    {
        var read = Read(
            "postgres://host/db?connect_timeout=7&application_name=mine&channel_binding=require"
                + "&options=-c%20search_path%3Didentity&sslmode=verify-full&sslrootcert=/ca.pem&target_session_attrs=read-write"
        );

        Assert.Equal(7, read.Timeout);
        Assert.Equal("mine", read.ApplicationName);
        Assert.Equal(ChannelBinding.Require, read.ChannelBinding);
        Assert.Equal("-c search_path=identity", read.Options);
        Assert.Equal(SslMode.VerifyFull, read.SslMode);
        Assert.Equal("/ca.pem", read.RootCertificate);
    }

    [Theory]
    [InlineData("postgres://app:s3cr3t-p4ss@host/db?sslmod=require", "sslmod")]
    [InlineData("postgres://app:s3cr3t-p4ss@host/db?sslmode=maybe", "sslmode")]
    [InlineData("postgres://app:s3cr3t-p4ss@host/db?connect_timeout=soon", "connect_timeout")]
    [InlineData("postgres://app:s3cr3t-p4ss@host/db?target_session_attrs=standby", "target_session_attrs")]
    [InlineData("postgres://app:s3cr3t-p4ss@host:many/db", "port")]
    [InlineData("postgres://app:s3cr3t-p4ss@host:0/db", "port")]
    [InlineData("postgres://app:s3cr3t-p4ss@host:70000/db", "port")]
    [InlineData("postgres://app:s3cr3t-p4ss/@host/db", "percent-encode")]
    [InlineData("postgres://app:?s3cr3t-p4ss=1@host/db", "percent-encode")]
    [InlineData("postgres://app:#s3cr3t-p4ss@host/db", "percent-encode")]
    [InlineData("postgres://app:s3cr3t-p4ss%@host/db", "%25")]
    [InlineData("postgres://app:s3cr3t-p4ss%00@host/db", "control character")]
    [InlineData("postgres://app:s3cr3t-p4ss@/db", "Host")]
    [InlineData("postgres://app:s3cr3t-p4ss@a b/db", "space")]
    [InlineData("mysql://app:s3cr3t-p4ss@host/db", "postgres://")]
    [InlineData("jdbc:postgresql://host/db?password=s3cr3t-p4ss", "a key that the driver")]
    [InlineData("Hots=db;Password=s3cr3t-p4ss", "Hots")]
    [InlineData("Host=db;Password=abc;s3cr3t-p4ss=1", "a key that the driver")]
    [InlineData("Host=db;Port=s3cr3t-p4ss", "port")]
    [InlineData("Host=db dbname=accounts password=s3cr3t-p4ss", "semicolons")]
    [InlineData("s3cr3t-p4ss", "not a connection string")]
    [InlineData("Password=s3cr3t-p4ss", "Host")]
    public void What_will_not_do_is_said_in_a_sentence_without_the_password(string text, string said)
    {
        var refusal = Assert.Throws<InvalidOperationException>(() => Read(text));

        Assert.Contains(said, refusal.Message, StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("ConnectionStrings:Identity ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Valid, 1UL)]
    [InlineData("postgres://u:p@one,[::1]:7000/db?options=-c%20a%3Db&connect_timeout=3", 2UL)]
    [InlineData("Host=db.example.com;Port=6543;Database=accounts;Username=app;Password=\"a;b\";SSL Mode=Require", 3UL)]
    public void Ten_thousand_damaged_texts_are_read_or_refused(string text, ulong seed)
    {
        var damage = new Damage(
            seed,
            ["%", "%00", "@", "://", "?", "&", "=", ";", "\"", "[", "]", ",", ":", "\0", "\n"]
        );
        var document = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < 10_000; i++)
        {
            var damaged = Encoding.UTF8.GetString(damage.Of(document));
            var refused = Record.Exception(() => Read(damaged));
            Assert.True(refused is null or InvalidOperationException, $"{damaged}: {refused}");
        }
    }

    private static NpgsqlConnectionStringBuilder Read(string text) =>
        ConnectionText.Read("ConnectionStrings:Identity", text);
}
