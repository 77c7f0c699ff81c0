using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Configuration;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Kernel.Identity;

/// <summary>A proof just given that the person at the keyboard is the one who signed in.</summary>
/// <param name="Text">The text to send with the decision. Shown once.</param>
/// <param name="ExpiresAt">When it is worthless.</param>
public sealed record Proof(string Text, DateTimeOffset ExpiresAt);

/// <summary>What a presented proof said.</summary>
/// <param name="Method">How the person proved who they are.</param>
/// <param name="At">When.</param>
public sealed record ProvenIdentity(string Method, DateTimeOffset At)
{
    /// <summary>The same for an aggregate.</summary>
    public SigningProof ToProof() => new(Method, At);
}

/// <summary>Gives out and takes in one-time proofs of identity: five minutes, one session, one presentation.</summary>
public sealed class ReauthenticationService(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    IOptions<SecurityOptions> security,
    TimeProvider clock
)
{
    // A program asks for a proof and sends it at once; what lies about is someone else's chance.
    private static readonly TimeSpan s_unnamed = TimeSpan.FromMinutes(1);

    /// <summary>The one spelling of what a proof is bound to.</summary>
    /// <param name="promotion">The promotion.</param>
    /// <param name="role">The slot.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="bundleDigest">The bundle decided on.</param>
    /// <param name="batch">The place in the batch it was confirmed with: such a proof serves nothing else, and nothing else serves
    /// there.</param>
    public static string Binding(
        PromotionId promotion,
        SignOffRole role,
        SignOffDecision decision,
        string bundleDigest,
        BatchPlace? batch = null
    ) => $"{promotion}|{WireName.Of(role)}|{WireName.Of(decision)}|{bundleDigest}{(batch is null ? "" : $"|{batch}")}";

    /// <summary>What a proof for one request is bound to.</summary>
    /// <param name="call">Its method and path.</param>
    public static string OfCall(string call) => $"call|{call}";

    /// <summary>Stores a proof for a person who has just shown their password (or more).</summary>
    public async Task<Proof> IssueAsync(UserId user, string session, string method, string? boundTo, CancellationToken ct)
    {
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        var proof = Issue(db, user, session, method, boundTo);
        await db.SaveChangesAsync(ct);
        return proof;
    }

    /// <summary>Adds a proof to what a transaction that is open will save.</summary>
    public Proof Issue(GovernanceDbContext db, UserId user, string session, string method, string? boundTo, DateTimeOffset? provenAt = null)
    {
        ArgumentNullException.ThrowIfNull(db);
        var text = SecretText.New();
        return new Proof(text, Store(db, SecretText.Hash(text), user, session, method, boundTo, provenAt));
    }

    /// <summary>
    /// Adds a proof for each decision of a batch: one entry of a password, as many proofs, each good for its own decision alone.
    /// </summary>
    public IReadOnlyList<Proof> Issue(
        GovernanceDbContext db,
        UserId user,
        string session,
        string method,
        SignOffBatch batch,
        DateTimeOffset? provenAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(batch);
        return
        [
            .. batch.Decisions.Select(
                (d, index) =>
                    Issue(
                        db,
                        user,
                        session,
                        method,
                        Binding(d.Promotion, d.Role, d.Decision, d.BundleDigest, batch.PlaceOf(index)),
                        provenAt
                    )
            ),
        ];
    }

    /// <summary>Adds a proof whose text is known elsewhere: in the dialog or the script that waits for it.</summary>
    /// <returns>When it is worthless.</returns>
    public DateTimeOffset Store(
        GovernanceDbContext db,
        string hash,
        UserId user,
        string session,
        string method,
        string? boundTo = null,
        DateTimeOffset? provenAt = null
    )
    {
        ArgumentNullException.ThrowIfNull(db);
        var now = provenAt ?? clock.GetLocalNow();
        var proof = new ReauthenticationProof
        {
            Hash = hash,
            User = user,
            Session = session,
            Method = method,
            At = now,
            ExpiresAt = now.AddMinutes(security.Value.ReauthenticationMinutes),
            BoundTo = boundTo,
        };
        db.ReauthenticationProofs.Add(proof);
        return proof.ExpiresAt;
    }

    /// <summary>
    /// Takes in a proof. It is used up by this call whatever comes of it, in a transaction of its own: no one tries a decision twice
    /// with one proof.
    /// </summary>
    /// <param name="text">The proof as sent.</param>
    /// <param name="actor">Who presents it.</param>
    /// <param name="boundTo">What is being decided; must equal what the proof was bound to, if it was.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ProvenIdentity>> ConsumeAsync(string? text, Actor actor, string boundTo, CancellationToken ct) =>
        ConsumeAsync(text, actor, boundTo, widensRights: false, ct);

    /// <summary>
    /// The same for an act that widens rights: a proof that names no act serves it only just after it was given, or not at all.
    /// </summary>
    /// <param name="text">The proof as sent.</param>
    /// <param name="actor">Who presents it.</param>
    /// <param name="boundTo">The act and its subject.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<ProvenIdentity>> ConsumeForRightsAsync(string? text, Actor actor, string boundTo, CancellationToken ct) =>
        ConsumeAsync(text, actor, boundTo, widensRights: true, ct);

    /// <summary>Uses up a proof that was given before it was known what for, and gives one of the same age for this alone.</summary>
    /// <param name="text">The proof as given.</param>
    /// <param name="actor">Whose it is.</param>
    /// <param name="boundTo">What is being done.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Proof>> ExchangeAsync(string text, Actor actor, string boundTo, CancellationToken ct)
    {
        var proven = await ConsumeAsync(text, actor, boundTo, ct);
        if (!proven.IsDone)
        {
            return proven.Refusal;
        }

        await using var db = await dbFactory.CreateDbContextAsync(ct);
        // A proof is a person's, of a session.
        var proof = Issue(db, actor.User!.Value, actor.Session!, proven.Value.Method, boundTo, proven.Value.At);
        await db.SaveChangesAsync(ct);
        return proof;
    }

    private async Task<Result<ProvenIdentity>> ConsumeAsync(
        string? text,
        Actor actor,
        string boundTo,
        bool widensRights,
        CancellationToken ct
    )
    {
        ArgumentNullException.ThrowIfNull(actor);
        if (string.IsNullOrEmpty(text) || text.Length > 200)
        {
            return PromotionRefusals.ProofNotValid;
        }

        return await LockWaits.RetryAsync(
            token => ConsumeOnceAsync(SecretText.Hash(text), actor, boundTo, widensRights, token),
            patience: null,
            clock,
            ct
        );
    }

    private async Task<Result<ProvenIdentity>> ConsumeOnceAsync(
        string hash,
        Actor actor,
        string boundTo,
        bool widensRights,
        CancellationToken ct
    )
    {
        var now = clock.GetLocalNow();
        await using var db = await dbFactory.CreateDbContextAsync(ct);
        db.Database.AutoSavepointsEnabled = false; // one row, saved or not
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var proof = await db.ReauthenticationProofs.SingleOrDefaultAsync(p => p.Hash == hash, ct);
        if (proof is null || proof.UsedAt is not null)
        {
            return PromotionRefusals.ProofNotValid;
        }

        proof.UsedAt = now;
        try
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return PromotionRefusals.ProofNotValid; // presented twice at once: the first one counts
        }

        return
            proof.ExpiresAt > now
            && actor.User == proof.User
            && actor.Session == proof.Session
            && IsFor(proof, actor, boundTo, widensRights, now)
            ? new ProvenIdentity(proof.Method, proof.At)
            : PromotionRefusals.ProofNotValid;
    }

    private bool IsFor(ReauthenticationProof proof, Actor actor, string boundTo, bool widensRights, DateTimeOffset now) =>
        proof.BoundTo is null
            ? !widensRights || (!security.Value.ProofsNameTheirAct && now - proof.At <= s_unnamed)
            : proof.BoundTo == boundTo || (actor.Call is { } call && proof.BoundTo == OfCall(call));
}
