using Governance.Data.Conventions;
using Governance.Domain.Cards;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Cards;

internal sealed class CardConfiguration : IEntityTypeConfiguration<Card>
{
    public void Configure(EntityTypeBuilder<Card> builder)
    {
        builder.ToTable("Cards");
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.Subject).HasMaxLength(200);
        builder.Property(c => c.ContentSha256).HasMaxLength(64);
        builder.Property(c => c.SubmittedByName).HasMaxLength(300);
        builder.Property(c => c.ReviewedByName).HasMaxLength(300);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.OwnsText(c => c.Review);
        builder.Ignore(c => c.Texts);
        builder.Ignore(c => c.Authors);
        builder.Ignore(c => c.AuditSubject);
        builder.JsonList<Card, CardText>("_texts", "Texts");
        builder.JsonList<Card, UserId>("_authors", "Authors");
        builder.HasIndex(c => new { c.Subject, c.Number }).IsUnique();
        // The database repeats the rule: one version is being written or reviewed, and one counts.
        builder.HasIndex(c => c.Subject).IsUnique().HasFilter("\"State\" IN ('draft', 'submitted')").HasDatabaseName("IX_Cards_Open");
    }
}
