using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Conversations;

/// <summary>Registers the conversations about records: comments, mentions, files, drafts.</summary>
public sealed class ConversationsFeature : IPortalFeature
{
    /// <summary>Adds the actions and reads.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<PostComment>();
        services.AddSingleton<ListComments>();
        services.AddSingleton<MentionedPeople>();
        services.AddSingleton<WritingDrafts>();
        services.AddSingleton<IInstallationCheck, ConversationsCheck>();
        services.AddPagePart<PagePlaces.Conversation, ConversationPanel>(p =>
            new() { [nameof(ConversationPanel.Subject)] = p.Subject, [nameof(ConversationPanel.CanComment)] = p.CanComment }
        );
        services.AddActionLabels(
            ("promotion.commented", "Comment posted"),
            ("risk.commented", "Comment posted"),
            ("incident.commented", "Comment posted")
        );
    }

    /// <summary>Maps comments on risks and incidents, and the reads of every conversation.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ConversationsApi.Map(api);
}
