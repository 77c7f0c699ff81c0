namespace Governance.Domain.Identity;

/// <summary>Kinds of actor.</summary>
public enum ActorKind
{
    /// <summary>A person with a session.</summary>
    User,

    /// <summary>A pipeline with an API key.</summary>
    Key,

    /// <summary>A job of the portal itself.</summary>
    System,

    /// <summary>Someone with a shell on the host.</summary>
    Host,

    /// <summary>Not authenticated.</summary>
    Anonymous,
}

/// <summary>
/// Who acts, as authenticated. What they may do is not in here: it is read from the database in the action's transaction.
/// </summary>
public sealed record Actor
{
    private Actor(ActorKind kind) => Kind = kind;

    /// <summary>The kind of actor.</summary>
    public ActorKind Kind { get; }

    /// <summary>The person, for <see cref="ActorKind.User"/>.</summary>
    public UserId? User { get; private init; }

    /// <summary>The key, for <see cref="ActorKind.Key"/>.</summary>
    public ApiKeyId? Key { get; private init; }

    /// <summary>The person who answers for the key, where it is known; nothing is allowed by it.</summary>
    public UserId? Owner { get; init; }

    /// <summary>Whose share of what all have in common is used: the person, of a key the one who answers for it.</summary>
    public string Person => (User ?? Owner)?.ToString() ?? Id;

    /// <summary>Name of the job, for <see cref="ActorKind.System"/>.</summary>
    public string? Job { get; private init; }

    /// <summary>The role in force as the session says, or null. The action checks that the person still has it.</summary>
    public string? Role { get; init; }

    /// <summary>The session, for <see cref="ActorKind.User"/>: a re-authentication counts only in its own session.</summary>
    public string? Session { get; init; }

    /// <summary>Trace id of the request.</summary>
    public string? Request { get; init; }

    /// <summary>Method and path of the request, for a proof that was given for exactly that; null at a page.</summary>
    public string? Call { get; init; }

    /// <summary>
    /// A fresh proof of identity sent along, for an act that widens rights. Used up when it is first presented; never printed.
    /// </summary>
    public string? Proof { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;

    /// <summary>
    /// The actor as the log writes it: <c>user:USR-0007</c>, <c>key:KEY-0003</c>, <c>system:job</c>, <c>host</c>, <c>anonymous</c>.
    /// </summary>
    public string Id =>
        Kind switch
        {
            ActorKind.User => $"user:{User}",
            ActorKind.Key => $"key:{Key}",
            ActorKind.System => $"system:{Job}",
            ActorKind.Host => "host",
            ActorKind.Anonymous => "anonymous",
        };

    /// <summary>A person with a session.</summary>
    public static Actor OfUser(UserId user, string? role, string? session, string? request = null) =>
        new(ActorKind.User)
        {
            User = user,
            Role = role,
            Session = session,
            Request = request,
        };

    /// <summary>A pipeline with a key.</summary>
    public static Actor OfKey(ApiKeyId key, string? request = null) => new(ActorKind.Key) { Key = key, Request = request };

    /// <summary>A job of the portal.</summary>
    public static Actor OfJob(string job) => new(ActorKind.System) { Job = job };

    /// <summary>Someone on the host.</summary>
    public static Actor Host { get; } = new(ActorKind.Host);

    /// <summary>Not authenticated.</summary>
    public static Actor Anonymous(string? request = null) => new(ActorKind.Anonymous) { Request = request };
}
