using Governance.Domain.Decisions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Governance.Data.Decisions;

internal sealed class DecisionHourConfiguration : IEntityTypeConfiguration<DecisionHour>
{
    public void Configure(EntityTypeBuilder<DecisionHour> builder)
    {
        builder.ToTable("DecisionHours");
        builder.HasKey(h => new
        {
            h.Source,
            h.From,
            h.Batch,
        });
        builder.HasIndex(h => h.Batch);
    }
}
