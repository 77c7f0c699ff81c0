namespace Governance.Domain.Models.MlFlow;

/// <summary>A signed call of an MLflow server that was taken, remembered so that the same call cannot be played again.</summary>
public sealed class MlFlowDelivery
{
    /// <summary>Longest id.</summary>
    public const int MaxId = 200;

    /// <summary>How far the sender's clock may differ, in either direction.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(5);

    /// <summary>Id the sender gave it; a repeat has the same.</summary>
    public string Id { get; init; } = "";

    /// <summary>When it was taken.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>True when a call with this time is refused anyway, so that its id need not be remembered.</summary>
    public static bool IsTooFar(DateTimeOffset sent, DateTimeOffset now) => (now - sent).Duration() > Window;
}
