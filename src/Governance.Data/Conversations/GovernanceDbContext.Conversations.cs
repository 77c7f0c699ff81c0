using Governance.Data.Conversations;
using Governance.Domain.Conversations;
using Microsoft.EntityFrameworkCore;

namespace Governance.Data;

/// <content>What people say about records, and what they are still writing.</content>
public abstract partial class GovernanceDbContext
{
    public DbSet<Comment> Comments => Set<Comment>();

    public DbSet<CommentAttachment> CommentAttachments => Set<CommentAttachment>();

    public DbSet<TextDraft> TextDrafts => Set<TextDraft>();
}
