using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Domain.Models;

namespace Governance.Domain.Agents;

/// <summary>
/// That a model of the registry is an agent: the artifact of each of its versions is a manifest that says what the version may do.
/// Everything else of it (owner, risk class, versions, promotions, permits) is the model's. Here is kept whether it may act at all.
/// </summary>
public sealed class Agent : IAudited
{
    /// <summary>Longest reason, in characters.</summary>
    public const int MaxReason = 2_000;

    private List<UserId> _stoppers = [];

    private Agent() { }

    /// <summary>Name of the model it is.</summary>
    public string Model { get; private init; } = "";

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private init; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private init; } = "";

    /// <summary>When it was stopped last; null when it never was.</summary>
    public DateTimeOffset? StoppedAt { get; private set; }

    /// <summary>Who stopped it, as the log writes an actor.</summary>
    public string? StoppedBy { get; private set; }

    /// <summary>Everyone behind that act: the person, or the people of the key.</summary>
    public IReadOnlyList<UserId> Stoppers => _stoppers;

    /// <summary>Why it was stopped.</summary>
    public SaltedText? StopReason { get; private set; }

    /// <summary>When it was last allowed to go on; null while it never was.</summary>
    public DateTimeOffset? ResumedAt { get; private set; }

    /// <summary>Who allowed it, as the log writes an actor.</summary>
    public string? ResumedBy { get; private set; }

    /// <summary>Why it may go on.</summary>
    public SaltedText? ResumeReason { get; private set; }

    /// <summary>True while it may not act: gates answer no, and its permits are void.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>The same as a word.</summary>
    public AgentState State => IsStopped ? AgentState.Stopped : AgentState.Running;

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Model;

    /// <summary>Makes an agent of a model that has no version yet.</summary>
    public static Agent Register(Model model, string registeredBy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new Agent
        {
            Model = model.Name,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
            Revision = 1,
        };
    }

    /// <summary>Stops it. One that is stopped stays stopped for the first reason.</summary>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="people">Everyone behind the act.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">When.</param>
    /// <returns>False when it was stopped before.</returns>
    public Result<bool> Stop(string by, IReadOnlyList<UserId> people, string? reason, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(people);
        if (Words(reason) is not { } words)
        {
            return AgentRefusals.ReasonMissing;
        }

        if (IsStopped)
        {
            return false;
        }

        (IsStopped, StoppedAt, StoppedBy, _stoppers, StopReason) = (true, now, by, [.. people], SaltedText.Of(words));
        Revision++;
        return true;
    }

    /// <summary>Lets it go on. Someone else than the one that stopped it looks first, and says why.</summary>
    /// <param name="by">Who, as the log writes an actor.</param>
    /// <param name="person">The person.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">When.</param>
    /// <returns>False when it was not stopped.</returns>
    public Result<bool> Resume(string by, UserId person, string? reason, DateTimeOffset now)
    {
        if (Words(reason) is not { } words)
        {
            return AgentRefusals.ReasonMissing;
        }

        if (!IsStopped)
        {
            return false;
        }

        if (_stoppers.Contains(person))
        {
            return AgentRefusals.ResumedByStopper;
        }

        (IsStopped, ResumedAt, ResumedBy, ResumeReason) = (false, now, by, SaltedText.Of(words));
        Revision++;
        return true;
    }

    /// <summary>
    /// Why this person does not resume what others stopped; null when they may. Whose agent was stopped by people who do not answer for it
    /// does not lift that: neither who answers for it, nor anyone who does not guard all agents.
    /// </summary>
    /// <param name="model">The agent as a model: who answers for it.</param>
    /// <param name="person">Who.</param>
    /// <param name="guards">Whether they guard all agents.</param>
    public Refusal? RefusesAnswerer(Model model, UserId person, bool guards)
    {
        ArgumentNullException.ThrowIfNull(model);
        return !_stoppers.Exists(model.IsAnsweredForBy) && (model.IsAnsweredForBy(person) || !guards)
            ? AgentRefusals.StoppedByOthers
            : null;
    }

    /// <summary>True for a reason that an act accepts.</summary>
    public static bool HasReason(string? reason) => Words(reason) is not null;

    private static string? Words(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || reason.Trim().Length > MaxReason ? null : reason.Trim();
}
