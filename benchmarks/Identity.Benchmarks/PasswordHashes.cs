using BenchmarkDotNet.Attributes;
using Identity.Server.Users.Passwords;

namespace Identity.Benchmarks;

/// <summary>One bcrypt hash of cost 12: ours, and the C library's crypt.</summary>
[MemoryDiagnoser]
public class PasswordHashes
{
    private const int Cost = 12;

    [Benchmark(Baseline = true)]
    public string Crypt() => Libcrypt.Hash("correct horse battery staple", "$2b$12$abcdefghijklmnopqrstuu");

    [Benchmark]
    public string Ours() => Bcrypt.Hash("correct horse battery staple"u8, Cost);
}
