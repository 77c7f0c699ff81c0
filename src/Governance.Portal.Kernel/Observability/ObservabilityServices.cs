using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Observability;

/// <summary>Registers what is measured.</summary>
public static class ObservabilityServices
{
    /// <summary>Adds meter, options and the job that looks at the state.</summary>
    public static IServiceCollection AddObservability(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>();
        services.AddSingleton<IValidateOptions<TelemetryOptions>, MetricsAddressValidator>();
        services.AddOptions<OtlpOptions>().BindConfiguration(OtlpOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpOptionsValidator>();
        services.AddSingleton<IValidateOptions<OtlpOptions>, OtlpEndpointValidator>();
        services.AddSingleton<PortalMeter>();
        services.AddSingleton<IActionWatch>(p => p.GetRequiredService<PortalMeter>());
        services.AddSingleton<OutsideCalls>().AddSingleton<IOutsideCallWatch>(p => p.GetRequiredService<OutsideCalls>());
        services.AddSingleton<IMeasureState, NodeClock>().AddSingleton<IMeasureNode, NodeDisks>();
        services.AddSingleton<IHealthSource, DiskHealth>();
        services.AddSingleton<IHealthSource, SizeHealth>();
        services.AddSingleton<ClockWatch>().AddSingleton<IHealthSource, ClockHealth>();
        services.AddHostedService(p => p.GetRequiredService<ClockWatch>());
        services.AddHostedService<MeasureState>();
        return services;
    }

    /// <summary>Gives all jobs and queues the meter; asked once, when something collects metrics.</summary>
    public static void MeasureJobs(this IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var meter = services.GetRequiredService<PortalMeter>();
        IEnumerable<object> jobs = services.GetServices<IHostedService>();
        foreach (var one in jobs.Concat(services.GetServices<IMeasureState>()).OfType<IMeasured>())
        {
            one.Meter = meter;
        }
    }

    /// <summary>Registers a queue, and that it is measured.</summary>
    public static IServiceCollection AddMeasured<TQueue>(this IServiceCollection services)
        where TQueue : class, IMeasureState => services.AddSingleton<IMeasureState>(p => p.GetRequiredService<TQueue>());
}
