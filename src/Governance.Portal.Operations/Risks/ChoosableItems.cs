using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Contracts;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks;

/// <summary>Threats and controls of the stored frameworks, for fields that name them: by id or words of the name.</summary>
internal sealed class ChoosableItems : IChoiceSource
{
    public ChoiceKind Kind => ChoiceKind.FrameworkItem;

    public Permission? Needs => Permission.ReadRisks;

    public Task<IReadOnlyList<Choice>> FindAsync(GovernanceDbContext db, PaletteText text, int skip, int take, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<Choice>>([
            .. Frameworks
                .All.SelectMany(f => f.Items, (framework, item) => (Framework: framework, Item: item, Name: T.Word(item.Name) ?? ""))
                .Where(i =>
                    SearchText.Contains(i.Item.Id, text.Typed) || i.Name.Contains(text.Typed, StringComparison.CurrentCultureIgnoreCase)
                )
                .OrderByDescending(i => i.Item.Id.Equals(text.Typed, StringComparison.OrdinalIgnoreCase))
                .Skip(skip)
                .Take(take)
                .Select(i => new Choice(i.Item.Id, i.Item.Id, $"{i.Name} · {i.Framework.Name}")),
        ]);
}
