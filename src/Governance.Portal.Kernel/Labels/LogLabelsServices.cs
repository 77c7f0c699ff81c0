using System.Text.Json.Nodes;
using Governance.Domain.Identity;

namespace Governance.Portal.Kernel.Labels;

/// <summary>Where features say what their entries in the log are called.</summary>
public static class LogLabelsServices
{
    /// <summary>Adds what puts the log into words, and the words of what the kernel appends.</summary>
    public static IServiceCollection AddLogLabels(this IServiceCollection services)
    {
        services.AddSingleton<LogLabels>();
        services.AddActionLabels(
            ("artifact.altered", "Stored artifact found altered"),
            ("artifact.missing", "Stored artifact found missing"),
            ("access.refused", "Access denied"),
            ("user.locked", "User locked out"),
            ("key.used", "API key used")
        );
        services.AddJobName("gate", "Gate runner");
        services.AddJobName("content-check", "Content check");
        services.AddJobName("expiry", "Session expiry");
        services.AddJobName("sign-in", "Sign-in guard");
        services.AddSingleton(new ActorName("host", "Host operator"));
        services.AddSingleton(new ActorName("anonymous", "Anonymous"));
        return services;
    }

    /// <summary>Says what actions are called that a feature appends to the log.</summary>
    public static IServiceCollection AddActionLabels(this IServiceCollection services, params (string Action, string Words)[] words) =>
        services.AddSingleton(new ActionLabels(words));

    /// <summary>Says what of an entry's data belongs into its words.</summary>
    /// <param name="services">What is registered.</param>
    /// <param name="action">Of which action.</param>
    /// <param name="say">Makes the words with it, of the words alone and the data; null where the words alone are said.</param>
    public static IServiceCollection AddActionDetail(
        this IServiceCollection services,
        string action,
        Func<string, JsonObject, string?> say
    ) => services.AddSingleton(new ActionDetail(action, say));

    /// <summary>Says what a job is called where the log names who acted.</summary>
    /// <param name="services">What is registered.</param>
    /// <param name="job">As <see cref="Actor.OfJob"/> has it.</param>
    /// <param name="name">As people read it.</param>
    public static IServiceCollection AddJobName(this IServiceCollection services, string job, string name) =>
        services.AddSingleton(new ActorName(Actor.OfJob(job).ToString(), name));
}
