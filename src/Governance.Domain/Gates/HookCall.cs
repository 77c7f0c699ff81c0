using Governance.Domain.Models;

namespace Governance.Domain.Gates;

/// <summary>A question of a code host that is answered by a call back.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct HookCallId(int Number) : IDisplayId<HookCallId>
{
    /// <inheritdoc/>
    public static string Prefix => "HKC";

    /// <inheritdoc/>
    public static HookCallId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}

/// <summary>What is asked.</summary>
public enum HookKind
{
    /// <summary>GitHub: may this deployment go on (deployment protection rule)?</summary>
    DeploymentRule,

    /// <summary>GitLab: may this merge request be merged (external status check)?</summary>
    StatusCheck,
}

/// <summary>How far the answer is.</summary>
public enum HookState
{
    /// <summary>To be answered.</summary>
    Waiting,

    /// <summary>Answered.</summary>
    Answered,

    /// <summary>Given up after several tries.</summary>
    Failed,
}

/// <summary>Where the question came from and where its answer goes.</summary>
/// <param name="Delivery">Id of the delivery, by which a repeat is known.</param>
/// <param name="Model">The governed model.</param>
/// <param name="Commit">Commit that is to be deployed or merged.</param>
/// <param name="Stage">Stage asked about; null when the environment stands for none.</param>
/// <param name="Environment">The host's name of the environment; empty for a merge request.</param>
/// <param name="Address">Where the answer goes.</param>
/// <param name="Reference">The installation (GitHub) or the check (GitLab) the answer is for.</param>
public sealed record HookQuestion(
    string Delivery,
    string Model,
    string Commit,
    Stage? Stage,
    string Environment,
    string Address,
    string Reference
);

/// <summary>A question of a code host: the queue of its answers. At least once; a host takes the same answer twice without harm.</summary>
public sealed class HookCall
{
    /// <summary>Tries to deliver an answer before it is given up.</summary>
    public const int MaxTries = 8;

    /// <summary>How long the answer may wait for people before it is no.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromDays(7);

    private static readonly TimeSpan s_lookAgain = TimeSpan.FromMinutes(1);

    private HookCall() { }

    /// <summary>The readable id.</summary>
    public HookCallId Id { get; private init; }

    /// <summary>What is asked.</summary>
    public HookKind Kind { get; private init; }

    /// <summary>Id of the delivery.</summary>
    public string Delivery { get; private init; } = "";

    /// <summary>The model's name.</summary>
    public string Model { get; private init; } = "";

    /// <summary>The commit.</summary>
    public string Commit { get; private init; } = "";

    /// <summary>The stage; null when the environment stands for none.</summary>
    public Stage? Stage { get; private init; }

    /// <summary>The host's name of the environment.</summary>
    public string Environment { get; private init; } = "";

    /// <summary>Where the answer goes.</summary>
    public string Address { get; private init; } = "";

    /// <summary>The installation or the check.</summary>
    public string Reference { get; private init; } = "";

    /// <summary>When it was asked.</summary>
    public DateTimeOffset AskedAt { get; private init; }

    /// <summary>Where it stands.</summary>
    public HookState State { get; private set; }

    /// <summary>What was answered; null until then.</summary>
    public bool? Allowed { get; private set; }

    /// <summary>Tries to deliver the answer so far.</summary>
    public int Tries { get; private set; }

    /// <summary>When to look next.</summary>
    public DateTimeOffset NextAt { get; private set; }

    /// <summary>When it was answered or given up.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>What went wrong last; never holds the address.</summary>
    public string? Problem { get; private set; }

    /// <summary>Two nodes collide on it.</summary>
    public int Revision { get; private set; }

    /// <summary>A host asks.</summary>
    public static HookCall Ask(HookCallId id, HookKind kind, HookQuestion question, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new HookCall
        {
            Id = id,
            Kind = kind,
            Delivery = question.Delivery,
            Model = question.Model,
            Commit = question.Commit,
            Stage = question.Stage,
            Environment = question.Environment,
            Address = question.Address,
            Reference = question.Reference,
            AskedAt = now,
            NextAt = now,
        };
    }

    /// <summary>A node answers it now: no other one finds it due before the lease is over.</summary>
    public void Claim(DateTimeOffset now, TimeSpan lease)
    {
        NextAt = now + lease;
        Revision++;
    }

    /// <summary>Given back by a node that stops: due at once.</summary>
    public void Return(DateTimeOffset now)
    {
        NextAt = now;
        Revision++;
    }

    /// <summary>The answer waits for people: looked at again in a minute.</summary>
    public void Wait(DateTimeOffset now)
    {
        NextAt = now + s_lookAgain;
        Revision++;
    }

    /// <summary>The host took the answer.</summary>
    public void Answer(bool allowed, DateTimeOffset now)
    {
        (State, Allowed, EndedAt, Problem) = (HookState.Answered, allowed, now, null);
        Tries++;
        Revision++;
    }

    /// <summary>The host did not take it: tried again after <see cref="RetryDelay"/>.</summary>
    public void Miss(string problem, DateTimeOffset now, bool isFinal = false)
    {
        Tries++;
        Problem = problem;
        Revision++;
        if (isFinal || Tries >= MaxTries)
        {
            (State, EndedAt) = (HookState.Failed, now);
        }
        else
        {
            NextAt = now + RetryDelay.After(Tries);
        }
    }
}

/// <summary>Why a call of a code host was refused.</summary>
public static class HookRefusals
{
    /// <summary>No one set it up.</summary>
    public static Refusal NotSetUp { get; } =
        new("hook.not-set-up", $"Calls from this host are not set up here (Hooks).", RefusalKind.NotFound);

    /// <summary>Not signed with the shared secret.</summary>
    public static Refusal NotSigned { get; } =
        new(
            "hook.not-signed",
            $"The signature is missing or was not made over these bytes with the shared secret.",
            RefusalKind.Unauthenticated
        );

    /// <summary>Not the document it should be.</summary>
    public static Refusal Malformed(string member) =>
        new(
            "hook.malformed",
            $"The request body is not in the format this host sends: {member} is missing or malformed.",
            RefusalKind.Malformed
        );

    /// <summary>An answer would go somewhere else.</summary>
    public static Refusal ElsewhereAnswered { get; } =
        new("hook.answer-elsewhere", $"The answer would go to a host other than the configured one (Hooks).", RefusalKind.Invalid);
}
