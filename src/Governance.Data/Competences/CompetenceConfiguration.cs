using Governance.Data.Conventions;
using Governance.Domain.Competences;
using Governance.Domain.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Competences;

internal sealed class CompetenceConfiguration : IEntityTypeConfiguration<Competence>
{
    public void Configure(EntityTypeBuilder<Competence> builder)
    {
        builder.ToTable(
            "Competences",
            table =>
                table.HasCheckConstraint(
                    "CK_Competences_Confirmed",
                    "\"State\" <> 'confirmed' OR (\"ConfirmedBy\" IS NOT NULL AND \"ConfirmedBy\" <> \"Person\")"
                )
        );
        builder.HasKey(c => c.Id);
        builder.Property(c => c.Id).ValueGeneratedNever();
        builder.Property(c => c.PersonName).HasMaxLength(200);
        builder.Property(c => c.Topic).HasMaxLength(CompetenceTopic.MaxKey);
        builder.Property(c => c.Course).HasMaxLength(Competence.MaxTitle);
        builder.Property(c => c.Provider).HasMaxLength(Competence.MaxTitle);
        builder.Property(c => c.Reference).HasMaxLength(Competence.MaxReference);
        builder.Property(c => c.Sha256).HasMaxLength(64);
        builder.Property(c => c.RecordedBy).HasMaxLength(64);
        builder.Property(c => c.RecordedByName).HasMaxLength(200);
        builder.Property(c => c.ConfirmedByName).HasMaxLength(200);
        builder.Property(c => c.WithdrawnByName).HasMaxLength(200);
        builder.Property(c => c.Revision).IsConcurrencyToken();
        builder.OwnsText(c => c.WithdrawReason);
        builder.JsonList<Competence, UserId>("_recorders", "Recorders");
        builder.Ignore(c => c.Recorders);
        builder.Ignore(c => c.AuditSubject);
        builder.HasIndex(c => new { c.Person, c.Topic });
        builder.HasIndex(c => new { c.State, c.ValidUntil });
        builder.HasIndex(c => new
        {
            c.Topic,
            c.State,
            c.Person,
        });
    }
}
