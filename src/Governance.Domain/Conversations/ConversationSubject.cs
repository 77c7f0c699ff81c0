using System.Diagnostics.CodeAnalysis;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Risks;

namespace Governance.Domain.Conversations;

/// <summary>What a conversation can be about.</summary>
public enum ConversationKind
{
    /// <summary>A request for promotion.</summary>
    Promotion,

    /// <summary>A risk of the register.</summary>
    Risk,

    /// <summary>An incident.</summary>
    Incident,
}

/// <summary>The record a conversation is about. Who may open the record may read its conversation; no one else is part of it.</summary>
public sealed record ConversationSubject
{
    private ConversationSubject(ConversationKind kind, string id) => (Kind, Id) = (kind, id);

    /// <summary>What it is.</summary>
    public ConversationKind Kind { get; }

    /// <summary>Its readable id: <c>APR-0003</c>, <c>RSK-0012</c>, <c>INC-0002</c>.</summary>
    public string Id { get; }

    /// <summary>What a person must be allowed to read to see it.</summary>
    public Permission Read => ReadOf(Kind);

    /// <summary>What a comment on it is called in the log.</summary>
    public string Action => ActionOf(Kind);

    /// <summary>Path of the page that shows the conversation.</summary>
    public string Page =>
        Kind switch
        {
            ConversationKind.Promotion => $"/approvals/{Id}?tab=conversation",
            ConversationKind.Risk => $"/risks/{Id}",
            ConversationKind.Incident => $"/incidents/{Id}",
        };

    /// <summary>Path of the comments in the API.</summary>
    public string Api => $"/api/v1/{CollectionOf(Kind)}/{Id}/comments";

    /// <summary>Path of the page, at one comment.</summary>
    public string PageAt(long comment) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Page}#comment-{comment}");

    /// <summary>A promotion's.</summary>
    public static ConversationSubject Of(PromotionId id) => new(ConversationKind.Promotion, id.ToString());

    /// <summary>A risk's.</summary>
    public static ConversationSubject Of(RiskId id) => new(ConversationKind.Risk, id.ToString());

    /// <summary>An incident's.</summary>
    public static ConversationSubject Of(IncidentId id) => new(ConversationKind.Incident, id.ToString());

    /// <summary>Reads an id of any kind that has a conversation.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ConversationSubject? subject)
    {
        subject =
            DisplayId.TryParse<PromotionId>(text, out var promotion) ? Of(promotion)
            : DisplayId.TryParse<RiskId>(text, out var risk) ? Of(risk)
            : DisplayId.TryParse<IncidentId>(text, out var incident) ? Of(incident)
            : null;
        return subject is not null;
    }

    /// <summary>What a person must be allowed to read to see a conversation of a kind.</summary>
    public static Permission ReadOf(ConversationKind kind) =>
        kind switch
        {
            ConversationKind.Promotion => Permission.ReadApprovals,
            ConversationKind.Risk => Permission.ReadRisks,
            ConversationKind.Incident => Permission.ReadIncidents,
        };

    /// <summary>What a comment is called in the log.</summary>
    public static string ActionOf(ConversationKind kind) =>
        kind switch
        {
            ConversationKind.Promotion => "promotion.commented",
            ConversationKind.Risk => "risk.commented",
            ConversationKind.Incident => "incident.commented",
        };

    /// <summary>The collection of the API.</summary>
    public static string CollectionOf(ConversationKind kind) => $"{WireName.Of(kind)}s";
}
