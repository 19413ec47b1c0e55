import '@sveltejs/kit'
