using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;

namespace Governance.Portal.Observability;

/// <summary>Registers what is measured and how it leaves the process.</summary>
internal static class TelemetryServices
{
    /// <summary>Adds it; what configuration does not ask for is never made.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services)
    {
        services.AddObservability();
        services.AddSingleton<OtlpState>();
        services.AddSingleton<IReadinessCheck>(p => p.GetRequiredService<OtlpState>());
        services.AddSingleton<IHealthSource, OtlpHealth>();
        services.AddSingleton<MetricsServer>();
        services.AddSingleton<TelemetryService>();
        services.AddHostedService(p => p.GetRequiredService<TelemetryService>());
        return services;
    }
}
