using Identity.Server.Database.Surveys;
using Identity.Server.Hosting.Work;
using Npgsql;
using Quartz;

namespace Identity.Server.Jobs;

/// <summary>The jobs of the server, and the clustered scheduler that runs each of them on one node.</summary>
internal static class JobsSetup
{
    public const string TablePrefix = "quartz_";

    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSingleton<JobMetrics>().AddSingleton<ISurvey, JobSurvey>();
        services.AddSingleton<IJobJournal, JobJournal>().AddSingleton<JobRunner>().AddSingleton<JobPlans>();
        services.AddSingleton<HandRuns>().AddHostedService(provider => provider.GetRequiredService<HandRuns>());
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(scheduler =>
            {
                scheduler.InstanceName = "identity";
                scheduler.GenerateInstanceId = true;
            });
            quartz.UseDefaultThreadPool(maxConcurrency: 2);
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(source =>
                    source.DataSourceFactory = provider => provider.GetRequiredService<NpgsqlDataSource>()
                );
                store.ConfigureStore(options => options.TablePrefix = TablePrefix);
                store.UseClustering(cluster => cluster.CheckinInterval = TimeSpan.FromSeconds(10));
            });
            quartz.Add<RotateKeysJob>();
            quartz.Add<PurgeTokensJob>();
            quartz.Add<PurgeAccountsJob>();
            quartz.Add<PurgeRepeatsJob>();
            quartz.Add<KeepPartitionsJob>();
            quartz.Add<DeliverLettersJob>();
            quartz.Add<DeliverLogoutNoticesJob>();
        });
        return services.AddHostedService<Scheduling>();
    }

    private static void Add<TJob>(this IQuartzBuilder quartz)
        where TJob : class, IServerJob
    {
        quartz.Services.AddTransient<TJob>();
        quartz.Services.AddSingleton(
            new NamedJob(
                TJob.Name,
                TJob.Description,
                TJob.Schedule,
                (provider, ct) => provider.GetRequiredService<TJob>().RunAsync(ct)
            )
        );
        var key = new JobKey(TJob.Name);
        quartz.AddJob<ScheduledJob<TJob>>(job => job.WithIdentity(key));
        quartz.AddTrigger(trigger =>
            trigger
                .ForJob(key)
                .WithIdentity(TJob.Name)
                .WithCronSchedule(TJob.Schedule, cron => cron.InTimeZone(TimeZoneInfo.Utc))
        );
    }
}
