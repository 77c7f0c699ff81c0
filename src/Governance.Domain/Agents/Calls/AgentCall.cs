using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Transparency;

namespace Governance.Domain.Agents.Calls;

/// <summary>
/// A call of a tool that an agent asked about, and what it was answered. Written once and never changed, except that its arguments are
/// erased after a time: the entry of its batch in the log holds the root over its commitment. What a person answers stands in
/// <see cref="AgentCallAnswer"/>.
/// </summary>
public sealed class AgentCall
{
    private List<string> _scopes = [];
    private List<UserId> _askers = [];

    private AgentCall() { }

    /// <summary>The readable id.</summary>
    public AgentCallId Id { get; private init; }

    /// <summary>The batch it was recorded in.</summary>
    public AgentCallBatchId Batch { get; private init; }

    /// <summary>Its place in the batch, from 0: the index of its leaf.</summary>
    public int Position { get; private init; }

    /// <summary>The agent: name of the model it is.</summary>
    public string Model { get; private init; } = "";

    /// <summary>Version that acted; null when none did.</summary>
    public string? Version { get; private init; }

    /// <summary>Digest of the manifest it was decided by.</summary>
    public string? ManifestSha256 { get; private init; }

    /// <summary>Environment the version acts in.</summary>
    public string? Environment { get; private init; }

    /// <summary>The caller's name of the run.</summary>
    public string Run { get; private init; } = "";

    /// <summary>The tool.</summary>
    public string Tool { get; private init; } = "";

    /// <summary>The server it comes from.</summary>
    public string? Server { get; private init; }

    /// <summary>Data it touches.</summary>
    public IReadOnlyList<string> Scopes => _scopes;

    /// <summary>Money it moves, in parts of a unit (<see cref="CallRequest.Parts"/>): a database adds these exactly.</summary>
    public long? AmountParts { get; private init; }

    /// <summary>Currency of the money.</summary>
    public string? Currency { get; private init; }

    /// <summary>The arguments, kept only of a call that a person is asked about, and for a time; of others the digest is enough.</summary>
    public string? Arguments { get; private set; }

    /// <summary>32 random bytes before the digest; null with the arguments.</summary>
    public byte[]? ArgumentsSalt { get; private set; }

    /// <summary>SHA-256(salt ‖ arguments), lower-case hex.</summary>
    public string ArgumentsSha256 { get; private init; } = "";

    /// <summary>The decision.</summary>
    public CallVerdict Verdict { get; private init; }

    /// <summary>Why, as a code.</summary>
    public string Code { get; private init; } = "";

    /// <summary>Why, in one sentence.</summary>
    public string Reason { get; private init; } = "";

    /// <summary>Policy that decided.</summary>
    public string? Policy { get; private init; }

    /// <summary>Rule that decided.</summary>
    public string? Rule { get; private init; }

    /// <summary>Whether allowing it takes an electronic signature.</summary>
    public bool NeedsSignature { get; private init; }

    /// <summary>When it was decided.</summary>
    public DateTimeOffset At { get; private init; }

    /// <summary>Until when a person may answer; null when none is asked.</summary>
    public DateTimeOffset? ExpiresAt { get; private init; }

    /// <summary>Who asked, as the log writes an actor.</summary>
    public string AskedBy { get; private init; } = "";

    /// <summary>Everyone behind the key that asked: none of them answers.</summary>
    public IReadOnlyList<UserId> Askers => _askers;

    /// <summary>SHA-256 of what is above, see <see cref="Committed"/>.</summary>
    public byte[] Commitment { get; private set; } = [];

    /// <summary>The money as people write it.</summary>
    public decimal? Amount => AmountParts is { } parts ? (decimal)parts / CallRequest.Parts : null;

    /// <summary>The tool as people read it.</summary>
    public string ToolName => Server is null ? Tool : $"{Server}.{Tool}";

    /// <summary>Records a decision.</summary>
    /// <param name="place">Its id and its place in the batch.</param>
    /// <param name="by">By what it was decided.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="ruling">What was decided.</param>
    /// <param name="asker">Who asked, as the log writes an actor, and everyone behind them.</param>
    /// <param name="now">When.</param>
    public static AgentCall Decided(
        (AgentCallId Id, AgentCallBatchId Batch, int Position) place,
        ActingVersion by,
        CallRequest request,
        CallRuling ruling,
        (string Actor, IReadOnlyList<UserId> People) asker,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(ruling);
        var isAsked = ruling.Verdict is CallVerdict.Ask;
        var arguments = SaltedText.Of(request.Arguments);
        var call = new AgentCall
        {
            Id = place.Id,
            Batch = place.Batch,
            Position = place.Position,
            Model = by.Model,
            Version = by.Version,
            ManifestSha256 = by.ManifestSha256,
            Environment = by.Environment,
            Run = request.Run,
            Tool = request.Tool,
            Server = request.Server,
            _scopes = [.. request.Scopes],
            AmountParts = request.AmountParts,
            Currency = request.Currency,
            Arguments = isAsked ? arguments.Text : null,
            ArgumentsSalt = isAsked ? arguments.Salt : null,
            ArgumentsSha256 = arguments.Sha256,
            Verdict = ruling.Verdict,
            Code = ruling.Code,
            Reason = ruling.Reason.Length > CallRuling.MaxReason ? ruling.Reason[..CallRuling.MaxReason] : ruling.Reason,
            Policy = ruling.Policy,
            Rule = ruling.Rule,
            NeedsSignature = isAsked && ruling.NeedsSignature,
            At = now,
            ExpiresAt = isAsked ? now.AddMinutes(ruling.AskMinutes ?? 0) : null,
            AskedBy = asker.Actor,
            _askers = [.. asker.People],
        };
        call.Commitment = call.Committed();
        return call;
    }

    /// <summary>SHA-256 of the canonical JSON of everything the row says; the arguments are in it by their digest.</summary>
    public byte[] Committed() =>
        SHA256.HashData(
            CanonicalJson.Serialize(
                new JsonObject
                {
                    ["id"] = Id.ToString(),
                    ["agent"] = Model,
                    ["version"] = Version,
                    ["manifestSha256"] = ManifestSha256,
                    ["environment"] = Environment,
                    ["run"] = Run,
                    ["tool"] = Tool,
                    ["server"] = Server,
                    ["scopes"] = new JsonArray([.. _scopes.Select(s => JsonValue.Create(s))]),
                    ["amountParts"] = AmountParts,
                    ["currency"] = Currency,
                    ["argumentsSha256"] = ArgumentsSha256,
                    ["decision"] = WireName.Of(Verdict),
                    ["code"] = Code,
                    ["reason"] = Reason,
                    ["policy"] = Policy,
                    ["rule"] = Rule,
                    ["needsSignature"] = NeedsSignature,
                    ["at"] = CanonicalJson.Time(At),
                    ["expiresAt"] = ExpiresAt is { } end ? CanonicalJson.Time(end) : null,
                    ["askedBy"] = AskedBy,
                    ["askers"] = new JsonArray([.. _askers.Select(p => JsonValue.Create(p.ToString()))]),
                }
            )
        );

    /// <summary>True when arguments were kept for a person to read, and are erased now.</summary>
    public bool IsErased => Verdict is CallVerdict.Ask && Arguments is null;

    /// <summary>Erases the arguments and their salt; the digest stays, and with it the commitment.</summary>
    /// <returns>False while a person may still answer, and when nothing is left to erase.</returns>
    public bool EraseArguments(DateTimeOffset now)
    {
        if (Arguments is null || IsOpen(now))
        {
            return false;
        }

        (Arguments, ArgumentsSalt) = (null, null);
        return true;
    }

    /// <summary>What holds at an instant: a person's answer where one was asked and has answered; deny once time is over.</summary>
    public CallVerdict VerdictAt(AgentCallAnswer? answer, DateTimeOffset at) =>
        answer is not null && answer.At <= at ? (answer.Allows ? CallVerdict.Allow : CallVerdict.Deny)
        : Verdict is CallVerdict.Ask && !IsOpen(at) ? CallVerdict.Deny
        : Verdict;

    /// <summary>Whether a person may still answer it, as far as time goes.</summary>
    public bool IsOpen(DateTimeOffset now) => Verdict is CallVerdict.Ask && ExpiresAt > now;
}
