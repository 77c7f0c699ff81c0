using Governance.Portal.Kernel.Contracts;

namespace Governance.Portal.Doctor;

/// <summary>Registers the host's own checks and the command.</summary>
internal static class DoctorServices
{
    /// <summary>Adds them.</summary>
    public static IServiceCollection AddDoctor(this IServiceCollection services)
    {
        services.AddDoctorCheck<ConfigurationDoctor>("configuration");
        services.AddDoctorCheck<InstallationDoctor>("installation");
        services.AddDoctorCheck<FolderDoctor>("folders");
        services.AddDoctorCheck<ReadinessDoctor>("readiness");
        services.AddDoctorCheck<OtlpDoctor>("OTLP");
        services.AddSingleton<RunDoctor>();
        services.AddSingleton<SupportBundle>();
        services.AddSingleton<IHostCommand, DoctorCommand>();
        return services;
    }
}
