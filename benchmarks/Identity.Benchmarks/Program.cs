using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Identity.Benchmarks;

// In this process: nothing is generated or built beside the projects that the solution already builds.
BenchmarkSwitcher
    .FromAssembly(typeof(Signatures).Assembly)
    .Run(args, DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance)));
