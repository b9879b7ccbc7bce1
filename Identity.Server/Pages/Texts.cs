namespace Identity.Server.Pages;

/// <summary>Names the texts of the pages: the English one is the key, the files beside this one have it in other languages.</summary>
internal sealed class Texts;
