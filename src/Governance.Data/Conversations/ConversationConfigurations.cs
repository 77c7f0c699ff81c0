using Governance.Data.Conventions;
using Governance.Domain.Conversations;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Conversations;

internal sealed class CommentConfiguration : IEntityTypeConfiguration<Comment>
{
    public void Configure(EntityTypeBuilder<Comment> builder)
    {
        builder.ToTable("Comments");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Subject).HasMaxLength(32);
        builder.Property(c => c.Author).HasMaxLength(64);
        builder.Property(c => c.AuthorName).HasMaxLength(200);
        builder.OwnsText(c => c.Text!, required: true);
        builder.Ignore(c => c.AuditSubject);
        builder.Ignore(c => c.Mentions);
        builder.JsonList<Comment, UserId>("_mentions", "Mentions");
        builder.HasMany(c => c.Attachments).WithOne().HasForeignKey(a => a.Comment).OnDelete(DeleteBehavior.Restrict);
        builder.Navigation(c => c.Attachments).UsePropertyAccessMode(PropertyAccessMode.Field).AutoInclude();
        builder.HasIndex(c => new { c.Subject, c.Id });
        builder.HasIndex(c => c.LogIndex);
    }
}

internal sealed class CommentAttachmentConfiguration : IEntityTypeConfiguration<CommentAttachment>
{
    public void Configure(EntityTypeBuilder<CommentAttachment> builder)
    {
        builder.ToTable("CommentAttachments");
        builder.HasKey(a => new { a.Comment, a.Number });
        builder.Property(a => a.Number).ValueGeneratedNever();
        builder.Property(a => a.FileName).HasMaxLength(150);
        builder.Property(a => a.MediaType).HasMaxLength(100);
        builder.Property(a => a.Sha256).HasMaxLength(64);
        // Anyone who deletes from the store asks first whether a comment needs it.
        builder.HasIndex(a => a.Sha256);
    }
}

internal sealed class TextDraftConfiguration : IEntityTypeConfiguration<TextDraft>
{
    public void Configure(EntityTypeBuilder<TextDraft> builder)
    {
        builder.ToTable("TextDrafts");
        builder.HasKey(d => new { d.Person, d.Place });
        builder.Property(d => d.Person).ValueGeneratedNever();
        builder.Property(d => d.Place).HasMaxLength(TextDraft.MaxPlace);
        builder.Property(d => d.Text).HasMaxLength(TextDraft.MaxText);
        builder.HasIndex(d => d.At);
    }
}
