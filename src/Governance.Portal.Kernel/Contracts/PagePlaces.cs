using Governance.Domain.Conversations;
using Governance.Domain.Gates;
using Governance.Policies;
using Microsoft.AspNetCore.Components;

namespace Governance.Portal.Kernel.Contracts;

/// <summary>Places on pages where other features show something. Each holds what its page tells them.</summary>
public static class PagePlaces
{
    /// <summary>Above everything else on the overview.</summary>
    /// <param name="At">When the overview was read last.</param>
    public sealed record OverviewHead(DateTimeOffset At);

    /// <summary>Below the tabs of the administration.</summary>
    public sealed record AdminHead;

    /// <summary>At the end of a person's own account.</summary>
    public sealed record AccountFoot;

    /// <summary>Above the tabs of a model.</summary>
    /// <param name="Model">Its name.</param>
    /// <param name="MayWrite">True for those who may change the registry.</param>
    public sealed record ModelHead(string Model, bool MayWrite);

    /// <summary>Key figures of a model, each a <c>KeyFigure</c>: where it stands in what other features keep.</summary>
    /// <param name="Model">Its name.</param>
    public sealed record ModelFigures(string Model);

    /// <summary>Below the versions of a model: the records other features keep of it.</summary>
    /// <param name="Model">Its name.</param>
    public sealed record ModelRecords(string Model);

    /// <summary>In the menu of what can be done with a model, a version or an AI system.</summary>
    /// <param name="Subject">A model, <c>model@version</c>, or the id of a system.</param>
    public sealed record RecordActs(string Subject);

    /// <summary>Beside the versions of a model.</summary>
    /// <param name="Model">Its name.</param>
    public sealed record ModelFoot(string Model);

    /// <summary>Above the tabs of a version.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionHead(string Model, string Version);

    /// <summary>Beside the buttons on the page of an agent.</summary>
    /// <param name="Agent">Name of the agent.</param>
    public sealed record AgentHead(string Agent);

    /// <summary>Above the register of agents.</summary>
    public sealed record AgentsHead;

    /// <summary>Above the runs of an agent: how its days were.</summary>
    /// <param name="Agent">The agent.</param>
    public sealed record AgentRuns(string Agent);

    /// <summary>At the top of the summary of a version: what it is made of.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionContent(string Model, string Version);

    /// <summary>Beside the gates of a version.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionGates(string Model, string Version);

    /// <summary>Between how a model's deployments stand to the policies and how they stood.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Running">Its versions in production with the environments they run in.</param>
    /// <param name="MayReview">True for those who may review models.</param>
    public sealed record ModelPosture(string Model, IReadOnlyList<(string Version, string Environment)> Running, bool MayReview);

    /// <summary>What a version on its way to production still lacks.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionNext(string Model, string Version);

    /// <summary>Below the back-test of a proposed policy that waits for its decision.</summary>
    /// <param name="Proposal">Its id.</param>
    public sealed record PolicyChange(PolicyProposalId Proposal);

    /// <summary>Below what a policy that is being written would change for current versions.</summary>
    /// <param name="Policy">The policy as it would be.</param>
    public sealed record PolicyDraft(PolicyDocument Policy);

    /// <summary>The dialog that asks for a version's promotion.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    /// <param name="OnClose">It is closed, with or without a request.</param>
    public sealed record PromotionRequest(string Model, string Version, EventCallback OnClose);

    /// <summary>Above the card evidence of a version.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionCard(string Model, string Version);

    /// <summary>The tab of a version that shows where it comes from.</summary>
    /// <param name="Model">Name of the model.</param>
    /// <param name="Version">The version.</param>
    public sealed record VersionLineage(string Model, string Version);

    /// <summary>Above the tabs of an AI system.</summary>
    /// <param name="System">Its id.</param>
    public sealed record SystemHead(string System);

    /// <summary>Below the obligations of an AI system.</summary>
    /// <param name="System">Its id.</param>
    public sealed record SystemFoot(string System);

    /// <summary>Where people talk about a record.</summary>
    /// <param name="Subject">The record.</param>
    /// <param name="CanComment">True for those who may write.</param>
    public sealed record Conversation(ConversationSubject Subject, bool CanComment);
}
