namespace Governance.Portal.Kernel.Contracts;

/// <summary>
/// A check of <c>doctor</c>, made only when it is asked: what is configured wrongly may keep one from being made, and none of the others.
/// </summary>
/// <param name="Subject">What it looks at.</param>
/// <param name="Make">Makes it.</param>
public sealed record DoctorCheck(string Subject, Func<IServiceProvider, IDoctorCheck> Make);

/// <summary>Registers checks.</summary>
public static class DoctorChecks
{
    /// <summary>Adds a check of <c>doctor</c>.</summary>
    public static IServiceCollection AddDoctorCheck<TCheck>(this IServiceCollection services, string subject)
        where TCheck : class, IDoctorCheck =>
        services.AddSingleton(new DoctorCheck(subject, provider => ActivatorUtilities.CreateInstance<TCheck>(provider)));
}
