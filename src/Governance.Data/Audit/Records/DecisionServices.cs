using Microsoft.Extensions.DependencyInjection;

namespace Governance.Data.Audit.Records;

/// <summary>Where features say what their decisions read.</summary>
public static class DecisionServices
{
    /// <summary>Registers what a decision reads, so that a test holds the decision to it.</summary>
    public static IServiceCollection AddDecision(this IServiceCollection services, DecisionReads reads) => services.AddSingleton(reads);
}
