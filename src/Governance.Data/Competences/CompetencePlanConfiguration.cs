using Governance.Data.Conventions;
using Governance.Domain.Competences;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Competences;

internal sealed class CompetencePlanConfiguration : IEntityTypeConfiguration<CompetencePlan>
{
    public void Configure(EntityTypeBuilder<CompetencePlan> builder)
    {
        builder.ToTable("CompetencePlans", table => table.HasCheckConstraint("CK_CompetencePlans_Only", "\"Id\" = 1"));
        builder.HasKey(p => p.Id);
        builder.Property(p => p.Id).ValueGeneratedNever();
        builder.Property(p => p.ChangedByName).HasMaxLength(200);
        builder.Property(p => p.Revision).IsConcurrencyToken();
        builder.JsonList<CompetencePlan, CompetenceTopic>("_topics", "Topics");
        builder.Ignore(p => p.Topics);
        builder.Ignore(p => p.AuditSubject);
    }
}
