using Governance.Data.Conventions;
using Governance.Domain.Oversight;
using Governance.Domain.Systems;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Oversight;

internal sealed class OverseerConfiguration : IEntityTypeConfiguration<Overseer>
{
    public void Configure(EntityTypeBuilder<Overseer> builder)
    {
        builder.ToTable("Overseers");
        // Named by the system first: one that someone took away is missed when the system's roster is compared with the log.
        builder.HasKey(o => new { o.System, o.Id });
        builder.Property(o => o.Id).ValueGeneratedNever();
        builder.Property(o => o.PersonName).HasMaxLength(200);
        builder.Property(o => o.AppointedByName).HasMaxLength(200);
        builder.Property(o => o.EndedByName).HasMaxLength(200);
        builder.Property(o => o.Revision).IsConcurrencyToken();
        builder.OwnsText(o => o.EndReason);
        builder.JsonList<Overseer, OversightTraining>("_trainings", "Trainings");
        builder.Ignore(o => o.Trainings);
        builder.Ignore(o => o.TrainedUntil);
        builder.Ignore(o => o.AuditSubject);
        builder.HasOne<AiSystem>().WithMany().HasForeignKey(o => o.System).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(o => o.Id).IsUnique();
        builder.HasIndex(o => new { o.Person, o.EndedAt });
    }
}
