using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>When a deployment is to be judged next. Lost, it is made again and the deployment judged at once.</summary>
public sealed class PostureCheck
{
    /// <summary>Due before everything else: a fact of the model has changed, or it was never judged.</summary>
    public static readonly DateTimeOffset AtOnce = DateTimeOffset.UnixEpoch;

    /// <summary>Due before everything that waits for its time: a policy has come into force, which concerns all.</summary>
    public static readonly DateTimeOffset Soon = DateTimeOffset.UnixEpoch.AddDays(1);

    /// <summary>The deployment.</summary>
    public DeploymentId Deployment { get; init; }

    /// <summary>The model's name.</summary>
    public string Model { get; init; } = "";

    /// <summary>When it is due.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>When it was judged last; null before the first time.</summary>
    public DateTimeOffset? JudgedAt { get; set; }
}
